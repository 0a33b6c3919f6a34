using AuditOps.Engines.Sigma.Model;
using AuditOps.Engines.Sigma.Parsing;
using AuditOps.Engines.Sigma.Yaml;

namespace AuditOps.Engines.Sigma.Fields;

/// <summary>Reads a field file; people may bring their own.</summary>
internal static class FieldFile
{
    public static FieldMap Parse(string yaml, string file)
    {
        try
        {
            return SigmaYaml.Read(yaml) is [SigmaMap map] ? Read(map) : throw new SigmaSyntaxException(1, "the file must be one map.");
        }
        catch (SigmaSyntaxException bad)
        {
            throw new FieldFileException(file, bad.Line, bad.Reason);
        }
    }

    private static FieldMap Read(SigmaMap map)
    {
        var routes = new List<EventRoute>();
        var facts = new List<FieldFact>();
        var wrappers = new List<(LogSource, string)>();
        var known = new List<KnownFields>();
        foreach (var section in map.Entries)
        {
            if (section.Key is not ("routes" or "facts" or "wrappers" or "known"))
                throw new SigmaSyntaxException(section.Line, $"unknown key '{section.Key}'.");
            foreach (var entry in Maps(section))
            {
                switch (section.Key)
                {
                    case "routes":
                        routes.Add(Route(entry));
                        break;
                    case "facts":
                        facts.Add(Fact(entry));
                        break;
                    case "wrappers":
                        Only(entry, "for", "object");
                        wrappers.AddRange(LogSources(entry, "for").Select(source => (source, Need(entry, "object"))));
                        break;
                    default:
                        Only(entry, "logsources", "fields", "open");
                        known.Add(new KnownFields(LogSources(entry, "logsources"), MetadataReader.Text(entry, "open") == "true", Names(MetadataReader.Texts(entry, "fields"))));
                        break;
                }
            }
        }

        return new FieldMap(routes, facts, wrappers, known);
    }

    private static EventRoute Route(SigmaMap entry)
    {
        Only(entry, "source", "workload", "record_type", "logsources");
        return new EventRoute(Need(entry, "source"), MetadataReader.Texts(entry, "workload"), MetadataReader.Texts(entry, "record_type"), LogSources(entry, "logsources"));
    }

    private static FieldFact Fact(SigmaMap entry)
    {
        Only(entry, "for", "names", "paths", "own");
        var places = new List<FieldPath>();
        foreach (var item in entry.Find("paths") is SigmaList list ? list.Items : [])
            places.Add(Place(item));
        if (MetadataReader.Text(entry, "own") is { } own)
            places.Add(new FieldPath(own, null, OwnFields.Find(own) ?? throw new SigmaSyntaxException(entry.Entry("own")!.Line, $"'{own}' is no name of ours.")));
        if (places.Count == 0)
            throw new SigmaSyntaxException(entry.Line, "the fact has no place.");
        var names = Names(MetadataReader.Texts(entry, "names"));
        return names.Count > 0 ? new FieldFact(LogSources(entry, "for"), names, places) : throw new SigmaSyntaxException(entry.Line, "the fact has no names.");
    }

    private static FieldPath Place(SigmaNode node)
    {
        if (node is SigmaScalar { Kind: not ScalarKind.Null } plain)
            return new FieldPath(plain.Text, null);
        if (node is not SigmaMap map)
            throw new SigmaSyntaxException(node.Line, "a place must be a path, or a map with 'path'.");
        Only(map, "path", "as", "words");
        var path = Need(map, "path");
        if (map.Find("words") is SigmaMap words)
            return new FieldPath(path, new WordTransform(words.Entries.ToDictionary(word => word.Key, word => MetadataReader.Text(words, word.Key) ?? string.Empty, StringComparer.OrdinalIgnoreCase)));
        var name = Need(map, "as");
        return new FieldPath(path, ValueTransforms.Find(name) ?? throw new SigmaSyntaxException(map.Line, $"'{name}' is no reading of a value."));
    }

    /// <summary>product/service, with a star for any.</summary>
    private static List<LogSource> LogSources(SigmaMap entry, string key)
    {
        var sources = new List<LogSource>();
        foreach (var text in MetadataReader.Texts(entry, key))
        {
            if (text.Split('/') is not [var product, var service])
                throw new SigmaSyntaxException(entry.Line, $"'{text}' must be product/service.");
            sources.Add(new LogSource(null, product == "*" ? null : product, service == "*" ? null : service));
        }

        return sources.Count > 0 ? sources : throw new SigmaSyntaxException(entry.Line, $"'{key}' is missing.");
    }

    private static HashSet<string> Names(IEnumerable<string> names) => new(names, StringComparer.OrdinalIgnoreCase);

    private static string Need(SigmaMap map, string key) => MetadataReader.Text(map, key) is { Length: > 0 } text ? text : throw new SigmaSyntaxException(map.Line, $"'{key}' is missing.");

    private static void Only(SigmaMap map, params ReadOnlySpan<string> keys)
    {
        foreach (var entry in map.Entries)
        {
            if (!keys.Contains(entry.Key))
                throw new SigmaSyntaxException(entry.Line, $"unknown key '{entry.Key}'.");
        }
    }

    private static IEnumerable<SigmaMap> Maps(SigmaEntry section) =>
        section.Value is SigmaList list && list.Items.All(item => item is SigmaMap) ? list.Items.Cast<SigmaMap>() : throw new SigmaSyntaxException(section.Line, $"'{section.Key}' must be a list of maps.");
}
