using AuditOps.Engines.Sigma.Yaml;

namespace AuditOps.Engines.Sigma.Parsing;

/// <summary>
/// The short form for rules of a few conditions: <c>when</c>, a list of {field, op, value} that must all hold, and perhaps a <c>threshold</c>. It is put into Sigma's own words
/// before anything else is done with it, so that it becomes the same plan, the same SQL and the same alerts.
/// </summary>
internal static class CompactRule
{
    private const string When = "when";
    private const string Threshold = "threshold";
    private const string Extras = "auditops";
    private static readonly string[] Taken = [When, Threshold, "severity", "message"];

    /// <summary>Names that people know from elsewhere.</summary>
    private static readonly Dictionary<string, string> Names = new(StringComparer.Ordinal)
    {
        ["service"] = "workload", ["result"] = "outcome", ["timestamp"] = "event_time", ["actor_display"] = "actor.display", ["actor_upn"] = "actor.upn",
    };

    /// <summary>The document, or the one or two that a short form stands for.</summary>
    public static IEnumerable<SigmaMap> Expand(SigmaMap document)
    {
        if (document.Entry(When) is not { } when || document.Entry("detection") is not null || document.Entry("correlation") is not null)
            return [document];
        if (when.Value is not SigmaList { Items.Count: > 0 } list)
            throw new SigmaSyntaxException(when.Line, "'when' must be a list of at least one condition; a rule without any would fire for everything.");
        var detection = Detection(when, list);
        var head = Head(document);
        if (document.Entry(Threshold) is not { } threshold)
            return [Of(document, [.. head, detection])];
        if (MetadataReader.Text(document, "id") is not { } id)
            throw new SigmaSyntaxException(threshold.Line, "a rule with a threshold needs an id.");
        var part = id + "/events";
        var extras = head.Find(entry => entry.Key == Extras);
        var each = head.Where(entry => entry.Key is "logsource" or "author" or "date").Concat(Only(extras, ofEvents: true))
            .Concat([Entry("title", threshold.Line, Text($"{MetadataReader.Text(document, "title")} (each event)")), Entry("id", threshold.Line, Text(part)), Entry("level", threshold.Line, Text("informational")), detection]);
        return [Of(document, [.. each]), Of(document, [.. head.Where(entry => entry.Key is not ("logsource" or Extras)), .. Only(extras, ofEvents: false), Correlation(threshold, part)])];
    }

    /// <summary>The block's exceptions are about events, the rest of it about what is counted.</summary>
    private static IEnumerable<SigmaEntry> Only(SigmaEntry? extras, bool ofEvents)
    {
        if (extras?.Value is not SigmaMap map)
            return extras is null || ofEvents ? [] : [extras];
        var entries = map.Entries.Where(entry => (entry.Key == "exceptions") == ofEvents).ToList();
        return entries.Count == 0 ? [] : [extras with { Value = new SigmaMap(map.Line, entries) }];
    }

    private static List<SigmaEntry> Head(SigmaMap document)
    {
        var head = document.Entries.Where(entry => !Taken.Contains(entry.Key)).ToList();
        Rename(document, head, "severity", "level");
        Rename(document, head, "message", "description");
        if (document.Entry("logsource") is null)
            head.Add(Entry("logsource", document.Line, new SigmaMap(document.Line, [Entry("product", document.Line, Text("auditops"))])));
        return head;
    }

    private static void Rename(SigmaMap document, List<SigmaEntry> head, string name, string means)
    {
        if (document.Entry(name) is not { } entry)
            return;
        if (document.Entry(means) is not null)
            throw new SigmaSyntaxException(entry.Line, $"'{name}' and '{means}' are the same; say one of them.");
        head.Add(entry with { Key = means });
    }

    private static SigmaEntry Detection(SigmaEntry when, SigmaList list)
    {
        var searches = new List<SigmaEntry>();
        var words = new List<string>();
        foreach (var item in list.Items)
        {
            var name = $"c{searches.Count + 1}";
            var (search, negated) = CompactCondition.Read(item as SigmaMap ?? throw new SigmaSyntaxException(item.Line, "a condition must be a map of field, op and value."), Names);
            searches.Add(Entry(name, item.Line, new SigmaMap(item.Line, [search])));
            words.Add(negated ? $"not {name}" : name);
        }

        searches.Add(Entry("condition", when.Line, Text(string.Join(" and ", words))));
        return Entry("detection", when.Line, new SigmaMap(when.Line, searches));
    }

    private static SigmaEntry Correlation(SigmaEntry threshold, string part)
    {
        if (threshold.Value is not SigmaMap map)
            throw new SigmaSyntaxException(threshold.Line, "'threshold' must be a map of count, within and by.");
        foreach (var entry in map.Entries)
        {
            if (entry.Key is not ("count" or "within" or "by" or "distinct"))
                throw new SigmaSyntaxException(entry.Line, $"'threshold' has an unknown key '{entry.Key}'.");
        }

        var line = threshold.Line;
        var count = map.Find("count") is SigmaScalar { Kind: ScalarKind.Integer } number ? number : throw new SigmaSyntaxException(line, "'threshold' needs 'count', a whole number.");
        var condition = new List<SigmaEntry> { Entry("gte", line, count) };
        if (map.Entry("distinct") is { } distinct)
            condition.Add(distinct with { Key = "field" });
        return Entry("correlation", line, new SigmaMap(line,
        [
            Entry("type", line, Text(map.Entry("distinct") is null ? "event_count" : "value_count")),
            Entry("rules", line, new SigmaList(line, [Text(part)])),
            Entry("group-by", line, map.Find("by") ?? new SigmaList(line, [Text("actor.key")])),
            Entry("timespan", line, map.Find("within") ?? throw new SigmaSyntaxException(line, "'threshold' needs 'within', for example 1h.")),
            Entry("condition", line, new SigmaMap(line, condition)),
        ]));

        SigmaScalar Text(string text) => new(line, text, ScalarKind.Text);
    }

    private static SigmaMap Of(SigmaMap document, IReadOnlyList<SigmaEntry> entries) => new(document.Line, entries);

    private static SigmaEntry Entry(string key, int line, SigmaNode value) => new(key, line, value);

    private static SigmaScalar Text(string text) => new(1, text, ScalarKind.Text);
}
