using AuditOps.Engines.Sigma;
using AuditOps.Engines.Sigma.Fields;
using AuditOps.Engines.Sigma.Lint;

namespace AuditOps.Host.Rules;

/// <summary>What came of reading somebody's rules, file by file. A file of which a document is refused is left out as a whole: half of a file may mean something else.</summary>
internal sealed class RuleImport
{
    private const string NeverFires = "can never fire";

    public RuleImport(string folder, SigmaRules rules)
    {
        Folder = folder;
        Rules = rules;
        Notes = new RuleLinter(FieldMap.BuiltIn).Check(rules);
        var refused = rules.Refused.Select(refusal => refusal.File).ToHashSet(StringComparer.Ordinal);
        var metadata = rules.Rules.Select(rule => rule.Metadata)
            .Concat(rules.Correlations.Select(correlation => correlation.Metadata))
            .Concat(rules.Filters.Select(filter => filter.Metadata))
            .Concat(rules.Watchlists.Select(watchlist => watchlist.Metadata))
            .Concat(rules.Calendars.Select(calendar => calendar.Metadata));
        Usable = [.. metadata.Select(rule => rule.File).Where(file => !refused.Contains(file)).Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal)];
    }

    public string Folder { get; }

    public SigmaRules Rules { get; }

    /// <summary>What the linter says.</summary>
    public IReadOnlyList<SigmaNote> Notes { get; }

    /// <summary>Rules that load and that no record can meet.</summary>
    public IEnumerable<SigmaNote> Never => Notes.Where(note => note.Reason.Contains(NeverFires, StringComparison.Ordinal));

    /// <summary>Files to take over, relative to the folder.</summary>
    public IReadOnlyList<string> Usable { get; }

    public string Text(string file) => File.ReadAllText(Directory.Exists(Folder) ? Path.Combine(Folder, file) : Folder);

    /// <summary>Copies the usable files.</summary>
    /// <returns>Files that were there already with another text, and stay as they are.</returns>
    /// <exception cref="HostException">Writing fails.</exception>
    public IReadOnlyList<string> WriteTo(string target, bool overwrite)
    {
        var kept = new List<string>();
        try
        {
            foreach (var file in Usable)
            {
                var path = Path.Combine(target, file);
                var text = Text(file);
                if (!overwrite && File.Exists(path))
                {
                    if (File.ReadAllText(path) != text)
                        kept.Add(file);
                    continue;
                }

                Directory.CreateDirectory(Path.GetDirectoryName(path)!);
                File.WriteAllText(path, text);
            }
        }
        catch (Exception bad) when (bad is IOException or UnauthorizedAccessException)
        {
            throw new HostException($"The rules cannot be written to '{target}': {bad.Message}", bad);
        }

        return kept;
    }
}
