package org.sleepquiz.testsupport.security;

import java.util.Arrays;
import java.util.EnumSet;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.sleepquiz.httpedge.Role;

/** Who may call what: the table that a side's rules are held against. */
final class Access {

    private static final String EVERYBODY = "everybody";

    private final SortedMap<Endpoint, Set<Role>> roles;

    private Access(Map<Endpoint, Set<Role>> roles) {
        this.roles = new TreeMap<>(roles);
    }

    /**
     * @param table a line an endpoint: method, pattern, and the roles that may call it, or {@code everybody} where no token is
     *     needed
     */
    static Access table(String table) {
        return new Access(table.lines()
                .filter(line -> !line.isBlank())
                .collect(Collectors.toMap(Endpoint::of, line -> roles(line.split(" +", 3)[2].strip()))));
    }

    private static Set<Role> roles(String names) {
        return names.equals(EVERYBODY)
                ? Set.of()
                : Arrays.stream(names.split(" +"))
                        .map(Role::valueOf)
                        .collect(Collectors.toCollection(() -> EnumSet.noneOf(Role.class)));
    }

    Set<Endpoint> endpoints() {
        return roles.keySet();
    }

    boolean isOpen(Endpoint endpoint) {
        return roles.get(endpoint).isEmpty();
    }

    boolean mayCall(Role role, Endpoint endpoint) {
        return isOpen(endpoint) || roles.get(endpoint).contains(role);
    }
}
