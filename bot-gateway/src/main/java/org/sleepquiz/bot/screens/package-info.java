/**
 * What a person sees: one class per screen, pure, state in, message and keyboard out.
 * All words are in messages_en, messages_sv and messages_es.
 */
@NullMarked
package org.sleepquiz.bot.screens;

import org.jspecify.annotations.NullMarked;
