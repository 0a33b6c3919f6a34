using AuditOps.Engines.Sigma.Parsing;
using AuditOps.Engines.Sigma.Yaml;

namespace AuditOps.Engines.Sigma;

/// <summary>Reads a file of watchlists: a map from the placeholder's name (without percent signs) to its values.</summary>
public static class Watchlists
{
    /// <exception cref="Fields.FieldFileException">Not such a map.</exception>
    public static IReadOnlyDictionary<string, IReadOnlyList<string>> Parse(string yaml, string file)
    {
        try
        {
            if (SigmaYaml.Read(yaml) is not [SigmaMap map])
                throw new SigmaSyntaxException(1, "the file must be a map from names to lists of values.");
            return WatchlistReader.Read(map);
        }
        catch (SigmaSyntaxException bad)
        {
            throw new Fields.FieldFileException(file, bad.Line, bad.Reason);
        }
    }
}
