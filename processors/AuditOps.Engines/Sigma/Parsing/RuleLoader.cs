using AuditOps.Engines.Sigma.Conditions;
using AuditOps.Engines.Sigma.Correlations;
using AuditOps.Engines.Sigma.Model;
using AuditOps.Engines.Sigma.Yaml;

namespace AuditOps.Engines.Sigma.Parsing;

/// <summary>Collects the rules of files, then resolves what refers from one to another.</summary>
internal sealed class RuleLoader(SigmaOptions options)
{
    private static readonly string[] FilterKeys = ["rules"];

    private readonly DetectionReader _detections = new(options);
    private readonly ExtrasReader _extras = new(options);
    private readonly List<SigmaRule> _rules = [];
    private readonly List<SigmaCorrelation> _correlations = [];
    private readonly List<SigmaFilter> _filters = [];
    private readonly List<SigmaRefusal> _refused = [];
    private readonly List<SigmaNote> _notes = [];
    private readonly HashSet<string> _ids = new(StringComparer.OrdinalIgnoreCase);
    private readonly HashSet<string> _names = new(StringComparer.Ordinal);

    public void Add(SigmaFile file)
    {
        try
        {
            var position = 0;
            foreach (var document in RuleDocuments.Resolve(SigmaYaml.Read(file.Text), bad => Refuse(file, bad, null)))
            {
                position++;
                foreach (var whole in Expanded(file, document))
                    Add(file, whole, position);
            }
        }
        catch (SigmaSyntaxException bad)
        {
            Refuse(file, bad, null);
        }
    }

    public SigmaRules Finish()
    {
        var rules = _rules.ConvertAll(Filtered);
        foreach (var filter in _filters)
            CheckReferences(filter);
        var correlations = new CorrelationLinks(rules, _correlations, _refused).Resolve();
        return new SigmaRules(rules, correlations, _filters, _refused, _notes) { Options = options };
    }

    private IEnumerable<SigmaMap> Expanded(SigmaFile file, SigmaMap document)
    {
        try
        {
            return CompactRule.Expand(document);
        }
        catch (SigmaSyntaxException bad)
        {
            Refuse(file, bad, (document.Find("id") as SigmaScalar)?.Text);
            return [];
        }
    }

    private void Add(SigmaFile file, SigmaMap document, int position)
    {
        var named = (document.Find("id") as SigmaScalar)?.Text ?? (document.Find("title") as SigmaScalar)?.Text;
        try
        {
            var notes = new List<(int Line, string Reason)>();
            var metadata = MetadataReader.Read(document, file.Name, $"{file.Name}#{position}", _extras.Read(document), notes);
            var kinds = new[] { "detection", "correlation", "filter" }.Where(kind => document.Entry(kind) is not null).ToList();
            if ((document.Find("auditops") as SigmaMap)?.Entry("correlation") is not null)
                kinds.Add("correlation");
            if (kinds.Count != 1)
                throw new SigmaSyntaxException(document.Line, kinds.Count == 0 ? "the document has neither 'detection' nor 'correlation' nor 'filter'." : $"the document has '{kinds[0]}' and '{kinds[1]}'; it can be one kind only.");
            switch (kinds[0])
            {
                case "detection":
                    var rule = new SigmaRule(metadata, LogSourceReader.Read(document), _detections.Read(Map(document, "detection"), [], notes));
                    Claim(metadata, document);
                    _rules.Add(rule);
                    break;
                case "correlation":
                    var correlation = CorrelationReader.Read(document, metadata);
                    Claim(metadata, document);
                    _correlations.Add(correlation);
                    break;
                default:
                    var filter = Filter(document, metadata, notes);
                    Claim(metadata, document);
                    _filters.Add(filter);
                    break;
            }

            foreach (var (line, reason) in notes)
                _notes.Add(new SigmaNote(file.Name, line, reason, named));
        }
        catch (SigmaSyntaxException bad)
        {
            Refuse(file, bad, named);
        }
    }

    private SigmaFilter Filter(SigmaMap document, RuleMetadata metadata, List<(int Line, string Reason)> notes)
    {
        var map = Map(document, "filter");
        var rules = map.Entry("rules") is null ? throw new SigmaSyntaxException(map.Line, "the filter does not say to which 'rules' it applies.") : MetadataReader.Texts(map, "rules");
        var any = rules is ["any"];
        return rules.Count == 0
            ? throw new SigmaSyntaxException(map.Line, "the filter applies to no rule.")
            : new SigmaFilter(metadata, LogSourceReader.Read(document), any ? null : rules, _detections.Read(map, FilterKeys, notes));
    }

    private SigmaRule Filtered(SigmaRule rule)
    {
        var filters = _filters.Where(filter => filter.Names(rule)).ToList();
        var exceptions = rule.Metadata.Extras.Exceptions.Where(exception => exception.Counts(options.Now)).ToList();
        if (filters.Count + exceptions.Count == 0)
            return rule;
        var condition = Expr.All([rule.Condition, .. filters.Select(filter => filter.Condition), .. exceptions.Select(exception => new NotExpr(exception.Condition))]);
        return new SigmaRule(rule.Metadata, rule.LogSource, condition) { Filters = [.. filters.Select(filter => filter.Metadata.Id)] };
    }

    private void CheckReferences(SigmaFilter filter)
    {
        foreach (var name in filter.Rules ?? [])
        {
            if (!_ids.Contains(name) && !_names.Contains(name))
                _notes.Add(new SigmaNote(filter.Metadata.File, filter.Metadata.Line, $"the filter names '{name}', which is no loaded rule.", filter.Metadata.Id));
        }
    }

    private void Claim(RuleMetadata metadata, SigmaMap document)
    {
        if (metadata.Name is { } name && !_names.Add(name))
            throw new SigmaSyntaxException(document.Entry("name")!.Line, $"the name '{name}' is that of another rule.");
        if (!_ids.Add(metadata.Id))
            throw new SigmaSyntaxException(document.Entry("id")?.Line ?? document.Line, $"the id '{metadata.Id}' is that of another rule.");
    }

    private static SigmaMap Map(SigmaMap document, string key) =>
        document.Find(key) as SigmaMap ?? throw new SigmaSyntaxException(document.Entry(key)!.Line, $"'{key}' must be a map.");

    private void Refuse(SigmaFile file, SigmaSyntaxException bad, string? rule) => _refused.Add(new SigmaRefusal(file.Name, bad.Line, bad.Reason, rule));
}
