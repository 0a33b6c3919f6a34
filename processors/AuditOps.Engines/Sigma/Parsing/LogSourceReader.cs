using AuditOps.Engines.Sigma.Model;
using AuditOps.Engines.Sigma.Yaml;

namespace AuditOps.Engines.Sigma.Parsing;

/// <summary>Reads <c>logsource</c>. A dimension we do not know would silently widen the rule, so it is refused.</summary>
internal static class LogSourceReader
{
    public static LogSource Read(SigmaMap rule)
    {
        if (rule.Find("logsource") is not SigmaMap map)
            throw new SigmaSyntaxException(rule.Entry("logsource")?.Line ?? rule.Line, "'logsource' must be a map.");
        foreach (var entry in map.Entries)
        {
            if (entry.Key is not ("category" or "product" or "service" or "definition" or "custom"))
                throw new SigmaSyntaxException(entry.Line, $"'logsource' has an unknown key '{entry.Key}'.");
        }

        var source = new LogSource(MetadataReader.Text(map, "category"), MetadataReader.Text(map, "product"), MetadataReader.Text(map, "service"));
        if (source is { Category: null, Product: null, Service: null })
            throw new SigmaSyntaxException(map.Line, "'logsource' names no category, product or service.");
        return source;
    }
}
