using AuditOps.Engines.Sigma;

namespace AuditOps.Engines.Catalogue;

/// <summary>The rules that ship with the program. Nobody has to keep them anywhere: what people change lies over them.</summary>
public static class ShippedRules
{
    private const string Prefix = "rules/";
    private const string Separator = "---";

    private static readonly Lazy<IReadOnlyList<RuleUnit>> Loaded = new(Load);

    /// <summary>One unit for each document, in the order of files.</summary>
    public static IReadOnlyList<RuleUnit> All => Loaded.Value;

    /// <summary>Cuts the text of a file into its documents, so that each can be replaced alone. Files whose documents build on each other (<c>action</c>) stay whole.</summary>
    public static IReadOnlyList<string> Cut(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        var lines = text.ReplaceLineEndings("\n").Split('\n');
        if (lines.Any(line => line.StartsWith("action:", StringComparison.Ordinal)))
            return [text];
        var documents = new List<string>();
        var start = 0;
        for (var i = 0; i <= lines.Length; i++)
        {
            // Nothing inside a document can begin with three dashes in the first column.
            if (i < lines.Length && lines[i].TrimEnd() != Separator)
                continue;
            var document = lines[start..i];
            if (document.Any(line => line.Length > 0 && line[0] != '#'))
                documents.Add(string.Join('\n', document));
            start = i + 1;
        }

        return documents;
    }

    private static List<RuleUnit> Load()
    {
        var assembly = typeof(ShippedRules).Assembly;
        var units = new List<RuleUnit>();
        foreach (var name in assembly.GetManifestResourceNames().Where(name => name.StartsWith(Prefix, StringComparison.Ordinal)).Order(StringComparer.Ordinal))
        {
            using var reader = new StreamReader(assembly.GetManifestResourceStream(name)!);
            foreach (var text in Cut(reader.ReadToEnd()))
                units.Add(RuleUnit.Shipped(IdOf(name[Prefix.Length..], text), text));
        }

        return units;
    }

    private static string IdOf(string file, string text)
    {
        var alone = SigmaRules.Load([new SigmaFile(file, text)]);
        return alone.Rules.Select(rule => rule.Metadata.Id).Concat(alone.Correlations.Select(correlation => correlation.Metadata.Id)).Concat(alone.Filters.Select(filter => filter.Metadata.Id))
            .Concat(alone.Refused.Select(refused => refused.Rule).OfType<string>()).FirstOrDefault() ?? file;
    }
}
