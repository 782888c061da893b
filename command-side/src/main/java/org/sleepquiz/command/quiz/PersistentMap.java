package org.sleepquiz.command.quiz;

import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * An immutable sorted map that shares what did not change with the map it was made from: a diary of many years takes one
 * more entry in logarithmic time, without copying the years. A treap whose priorities are hashes of the keys, so that equal
 * contents have equal shapes whatever the order in which they came.
 */
final class PersistentMap<K extends Comparable<? super K>, V> {

    private static final PersistentMap<?, ?> EMPTY = new PersistentMap<>(null);

    private record Node<K, V>(
            K key,
            V value,
            @Nullable Node<K, V> left,
            @Nullable Node<K, V> right) {

        /** Spreads the hash, as dates that follow each other have hashes that do too. */
        int priority() {
            int hash = key.hashCode() * 0x9E3779B9;
            hash = (hash ^ (hash >>> 15)) * 0x85EBCA6B;
            return hash ^ (hash >>> 13);
        }

        boolean outranks(Node<K, V> other) {
            return priority() > other.priority();
        }

        Node<K, V> withLeft(@Nullable Node<K, V> node) {
            return new Node<>(key, value, node, right);
        }

        Node<K, V> withRight(@Nullable Node<K, V> node) {
            return new Node<>(key, value, left, node);
        }
    }

    private final @Nullable Node<K, V> root;

    private PersistentMap(@Nullable Node<K, V> root) {
        this.root = root;
    }

    @SuppressWarnings("unchecked") // holds nothing, of any type
    static <K extends Comparable<? super K>, V> PersistentMap<K, V> empty() {
        return (PersistentMap<K, V>) EMPTY;
    }

    Optional<V> get(K key) {
        Node<K, V> node = root;
        while (node != null) {
            int order = key.compareTo(node.key);
            if (order == 0) {
                return Optional.of(node.value);
            }
            node = order < 0 ? node.left : node.right;
        }
        return Optional.empty();
    }

    /** The value of the greatest key. */
    Optional<V> last() {
        Node<K, V> node = root;
        while (node != null && node.right != null) {
            node = node.right;
        }
        return Optional.ofNullable(node).map(Node::value);
    }

    PersistentMap<K, V> with(K key, V value) {
        return new PersistentMap<>(with(root, key, value));
    }

    PersistentMap<K, V> without(K key) {
        return new PersistentMap<>(without(root, key));
    }

    private static <K extends Comparable<? super K>, V> Node<K, V> with(@Nullable Node<K, V> node, K key, V value) {
        if (node == null) {
            return new Node<>(key, value, null, null);
        }
        int order = key.compareTo(node.key);
        if (order == 0) {
            return new Node<>(key, value, node.left, node.right);
        }
        if (order < 0) {
            Node<K, V> left = with(node.left, key, value);
            return left.outranks(node) ? left.withRight(node.withLeft(left.right)) : node.withLeft(left);
        }
        Node<K, V> right = with(node.right, key, value);
        return right.outranks(node) ? right.withLeft(node.withRight(right.left)) : node.withRight(right);
    }

    private static <K extends Comparable<? super K>, V> @Nullable Node<K, V> without(@Nullable Node<K, V> node, K key) {
        if (node == null) {
            return null;
        }
        int order = key.compareTo(node.key);
        if (order == 0) {
            return joined(node.left, node.right);
        }
        return order < 0 ? node.withLeft(without(node.left, key)) : node.withRight(without(node.right, key));
    }

    private static <K, V> @Nullable Node<K, V> joined(@Nullable Node<K, V> left, @Nullable Node<K, V> right) {
        if (left == null) {
            return right;
        }
        if (right == null) {
            return left;
        }
        return left.outranks(right)
                ? left.withRight(joined(left.right, right))
                : right.withLeft(joined(left, right.left));
    }
}
