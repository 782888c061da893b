package org.sleepquiz.benchmark;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/** Tables for a terminal and for Markdown. */
final class TextTables {

    private TextTables() {}

    static String text(Report report) {
        StringBuilder text = new StringBuilder(report.headline()).append('\n');
        for (Report.Table table : report.shown()) {
            text.append('\n').append(table.title()).append('\n');
            List<Integer> widths = widths(table);
            text.append(line(table.columns(), widths));
            table.rows().forEach(row -> text.append(line(row, widths)));
        }
        return text.toString();
    }

    private static List<Integer> widths(Report.Table table) {
        List<Integer> widths = new ArrayList<>();
        for (int column = 0; column < table.columns().size(); column++) {
            int width = table.columns().get(column).length();
            for (List<String> row : table.rows()) {
                width = Math.max(width, row.get(column).length());
            }
            widths.add(width);
        }
        return widths;
    }

    private static String line(List<String> cells, List<Integer> widths) {
        StringBuilder line = new StringBuilder(" ");
        for (int column = 0; column < cells.size(); column++) {
            String cell = cells.get(column);
            String padding = " ".repeat(widths.get(column) - cell.length());
            line.append(' ')
                    .append(column == 0 ? cell + padding : padding + cell)
                    .append(' ');
        }
        return line.toString().stripTrailing() + "\n";
    }

    static String markdown(Report report) {
        StringBuilder text =
                new StringBuilder("### ").append(report.benchmark()).append("\n\n");
        text.append(report.headline()).append(".\n");
        for (Report.Table table : report.shown()) {
            text.append("\n**").append(table.title()).append("**\n\n").append(row(table.columns()));
            text.append(row(table.columns().stream().map(column -> "---").toList()));
            table.rows().forEach(row -> text.append(row(row)));
        }
        String options = report.options().entrySet().stream()
                .map(option -> "`--" + option.getKey() + "=" + option.getValue() + "`")
                .collect(Collectors.joining(" "));
        return text.append("\nOptions: ").append(options).append("\n").toString();
    }

    private static String row(List<String> cells) {
        return "| " + String.join(" | ", cells) + " |\n";
    }
}
