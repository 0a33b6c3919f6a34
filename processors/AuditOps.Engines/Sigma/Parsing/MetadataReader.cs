using System.Globalization;
using AuditOps.Engines.Sigma.Model;
using AuditOps.Engines.Sigma.Yaml;

namespace AuditOps.Engines.Sigma.Parsing;

/// <summary>Reads what a rule says of itself. What decides (title, status, level) is refused when it is wrong; a date that is none only earns a note.</summary>
internal static class MetadataReader
{
    private static readonly HashSet<string> Known = new(StringComparer.Ordinal)
    {
        "title", "id", "name", "related", "taxonomy", "status", "description", "license", "references", "author", "date", "modified", "logsource", "detection",
        "correlation", "filter", "watchlist", "fields", "falsepositives", "level", "tags", "scope", "action",
    };

    public static RuleMetadata Read(SigmaMap rule, string file, string fallbackId, RuleExtras extras, List<(int Line, string Reason)> notes)
    {
        var title = Text(rule, "title") ?? throw new SigmaSyntaxException(rule.Line, "the rule has no title.");
        if (title.Length > SigmaLimits.Title)
            throw new SigmaSyntaxException(rule.Entry("title")!.Line, $"the title has {title.Length} characters; the limit is {SigmaLimits.Title}.");
        var tags = Texts(rule, "tags");
        return new RuleMetadata
        {
            Id = Text(rule, "id") ?? fallbackId,
            Name = Text(rule, "name"),
            Title = title,
            File = file,
            Line = rule.Line,
            Status = Choice<SigmaStatus>(rule, "status"),
            Level = Choice<SigmaLevel>(rule, "level"),
            Description = Text(rule, "description"),
            Author = Text(rule, "author"),
            License = Text(rule, "license"),
            Date = Date(rule, "date", notes),
            Modified = Date(rule, "modified", notes),
            References = Texts(rule, "references"),
            FalsePositives = Texts(rule, "falsepositives"),
            Fields = Texts(rule, "fields"),
            Tags = tags,
            Techniques = [.. Attack(tags).Where(IsTechnique).Select(tag => tag.ToUpperInvariant()).Distinct(StringComparer.Ordinal)],
            Tactics = [.. Attack(tags).Where(tag => tag.Length > 0 && !char.IsAsciiDigit(tag[^1])).Select(tag => tag.Replace('_', '-')).Distinct(StringComparer.Ordinal)],
            Related = Related(rule),
            Extras = extras,
            Custom = rule.Entries.Where(entry => !Known.Contains(entry.Key)).ToDictionary(entry => entry.Key, entry => entry.Value, StringComparer.Ordinal),
        };
    }

    /// <summary>A text; null when the key is absent or null.</summary>
    /// <exception cref="SigmaSyntaxException">The key holds a list or a map.</exception>
    public static string? Text(SigmaMap map, string key) => map.Entry(key) switch
    {
        null or { Value: SigmaScalar { Kind: ScalarKind.Null } } => null,
        { Value: SigmaScalar scalar } => scalar.Text,
        var entry => throw new SigmaSyntaxException(entry.Line, $"'{key}' must be a text."),
    };

    /// <summary>A list of texts, or one text for a list of one.</summary>
    public static IReadOnlyList<string> Texts(SigmaMap map, string key)
    {
        switch (map.Entry(key))
        {
            case null or { Value: SigmaScalar { Kind: ScalarKind.Null } }:
                return [];
            case { Value: SigmaScalar scalar }:
                return [scalar.Text];
            case { Value: SigmaList list }:
                return [.. list.Items.Select(item => item is SigmaScalar text ? text.Text : throw new SigmaSyntaxException(item.Line, $"'{key}' must be a list of texts."))];
            case var entry:
                throw new SigmaSyntaxException(entry.Line, $"'{key}' must be a list of texts.");
        }
    }

    private static T? Choice<T>(SigmaMap map, string key)
        where T : struct, Enum
    {
        if (Text(map, key) is not { } text)
            return null;
        foreach (var name in Enum.GetNames<T>())
        {
            if (string.Equals(name, text, StringComparison.OrdinalIgnoreCase))
                return Enum.Parse<T>(name);
        }

        throw new SigmaSyntaxException(map.Entry(key)!.Line, $"'{text}' is no {key}; there are {string.Join(", ", Enum.GetNames<T>()).ToLowerInvariant()}.");
    }

    private static DateOnly? Date(SigmaMap map, string key, List<(int Line, string Reason)> notes)
    {
        if (Text(map, key) is not { } text)
            return null;
        if (DateOnly.TryParseExact(text, ["yyyy-MM-dd", "yyyy/MM/dd"], CultureInfo.InvariantCulture, DateTimeStyles.None, out var date))
            return date;
        notes.Add((map.Entry(key)!.Line, $"'{key}' is no date of the form 2026-01-31."));
        return null;
    }

    private static IReadOnlyList<RelatedRule> Related(SigmaMap map)
    {
        if (map.Find("related") is not SigmaList list)
            return [];
        return [.. list.Items.OfType<SigmaMap>().Select(item => new RelatedRule(Text(item, "id") ?? string.Empty, Text(item, "type") ?? string.Empty))];
    }

    private static IEnumerable<string> Attack(IEnumerable<string> tags) =>
        tags.Where(tag => tag.StartsWith("attack.", StringComparison.OrdinalIgnoreCase)).Select(tag => tag["attack.".Length..].ToLowerInvariant());

    /// <summary>t1098 or t1098.003; groups (g0016) and software (s0002) are none.</summary>
    private static bool IsTechnique(string tag) => tag.Length >= 5 && tag[0] == 't' && char.IsAsciiDigit(tag[1]);
}
