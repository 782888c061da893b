/**
 * What was known about a person at an instant and who had changed it, told from their history; and who has asked about a person.
 */
@NullMarked
package org.sleepquiz.query.audit;

import org.jspecify.annotations.NullMarked;
