/**
 * The edge that every HTTP API of the product has in common: who may come in, how a refusal looks, how much is read.
 * Auto-configuration: a side adds its {@link org.sleepquiz.httpedge.AccessRules} and its controllers.
 */
@NullMarked
package org.sleepquiz.httpedge;

import org.jspecify.annotations.NullMarked;
