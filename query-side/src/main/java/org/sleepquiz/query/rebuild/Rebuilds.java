package org.sleepquiz.query.rebuild;

import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.tags.Tag;
import java.net.URI;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;
import org.sleepquiz.httpedge.ProblemCode;
import org.sleepquiz.httpedge.RefusedRequest;
import org.sleepquiz.query.rebuild.Build.Status;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.DeleteMapping;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RestController;

@RestController
@RequestMapping("/api/v1/rebuilds")
@Tag(name = "rebuilds")
class Rebuilds {

    /** The group, its read models and their tables: all names for the same tables, which are rebuilt together. */
    private static final Set<String> READ_MODELS = Set.of(
            "diary",
            "users",
            "entries",
            "sleep_entries",
            "disruptions",
            "sleep_entry_disruptions",
            "prompts",
            "history");

    private final Builds builds;
    private final Builder builder;
    private final OldVersions oldVersions;

    Rebuilds(Builds builds, Builder builder, OldVersions oldVersions) {
        this.builds = builds;
        this.builder = builder;
        this.oldVersions = oldVersions;
    }

    /** @param switchWhenEqual whether it is put in use by itself if it equals the one in use; so if not said otherwise */
    record Wish(@Nullable String readModel, @Nullable Boolean switchWhenEqual) {}

    @PostMapping
    @Operation(summary = "Makes a read model again, beside the one in use")
    ResponseEntity<Build> begin(@RequestBody Wish wish) {
        if (wish.readModel == null) {
            throw new RefusedRequest(ProblemCode.MALFORMED, "readModel is missing");
        }
        if (!READ_MODELS.contains(wish.readModel)) {
            throw new RefusedRequest(
                            ProblemCode.UNKNOWN_READ_MODEL,
                            "There is no such read model; there are " + String.join(", ", new TreeSet<>(READ_MODELS)))
                    .with("allowed", new TreeSet<>(READ_MODELS));
        }
        Build build = builds.begin(wish.readModel, !Boolean.FALSE.equals(wish.switchWhenEqual))
                .orElseThrow(this::underWay);
        builder.wake();
        return ResponseEntity.accepted()
                .location(URI.create("/api/v1/rebuilds/" + build.version()))
                .body(build);
    }

    private RefusedRequest underWay() {
        RefusedRequest refusal = new RefusedRequest(ProblemCode.REBUILD_UNDER_WAY, "A rebuild is under way already");
        builds.underWay().ifPresent(build -> refusal.with("version", build.version()));
        return refusal;
    }

    @GetMapping
    @Operation(summary = "All rebuilds, newest first")
    List<Build> all() {
        return builds.all();
    }

    @GetMapping("/{version}")
    @Operation(summary = "How far a rebuild has come, and how it differs from the one in use")
    Build one(@PathVariable int version) {
        return builds.version(version)
                .orElseThrow(() -> new RefusedRequest(ProblemCode.NOT_FOUND, "There is no such rebuild"));
    }

    @PostMapping("/{version}/switch")
    @Operation(summary = "Puts a rebuild in use that was compared, whatever the differences")
    ResponseEntity<Build> putInUse(@PathVariable int version) {
        Build build = one(version);
        if (build.status() != Status.SWITCHED && !builds.askToSwitch(version)) {
            throw new RefusedRequest(ProblemCode.REBUILD_NOT_READY, "Only a rebuild that is READY can be put in use")
                    .with("status", one(version).status());
        }
        builder.wake();
        return ResponseEntity.accepted().body(one(version));
    }

    @DeleteMapping("/{version}")
    @Operation(summary = "Gives a rebuild up; of one that is in use, drops the tables that it replaced")
    ResponseEntity<Void> giveUp(@PathVariable int version) {
        Build build = one(version);
        builds.abandon(version);
        oldVersions.drop(build);
        builder.wake();
        return ResponseEntity.noContent().build();
    }
}
