package org.sleepquiz.query.export;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.sleepquiz.messages.Disruption;

/** What stands in a cell, and what is said of it. */
class CsvExportTest {

    @Test // #4
    void aCellThatCouldBeMisreadIsQuoted() {
        assertThat(CsvExport.cell(null)).isEmpty();
        assertThat(CsvExport.cell(7)).isEqualTo("7");
        assertThat(CsvExport.cell(List.of(Disruption.NOISE, Disruption.PAIN))).isEqualTo("NOISE;PAIN");
        assertThat(CsvExport.cell("a,b")).isEqualTo("\"a,b\"");
        assertThat(CsvExport.cell("say \"no\"")).isEqualTo("\"say \"\"no\"\"\"");
        assertThat(CsvExport.cell("a\r\nb")).isEqualTo("\"a\r\nb\"");
    }

    @Test // #4
    void everyColumnIsExplained() throws IOException {
        String explained = Files.readString(Path.of("..", "docs", "export.md"));
        assertThat(CsvExport.COLUMNS)
                .extracting(CsvExport.Column::name)
                .doesNotHaveDuplicates()
                .allSatisfy(name -> assertThat(explained).contains("`" + name + "`"));
    }
}
