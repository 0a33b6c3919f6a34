using AuditOps.Engines.Sigma.Conditions;
using AuditOps.Engines.Sigma.Correlations;
using AuditOps.Engines.Sigma.Model;
using AuditOps.Engines.Sigma.Yaml;

namespace AuditOps.Engines.Sigma.Parsing;

/// <summary>Collects the rules of files, then resolves what refers from one to another. Watchlists and calendars come first, whatever the order of files: rules are made with their values.</summary>
internal sealed class RuleLoader(SigmaOptions options)
{
    private const string Watchlist = "watchlist";
    private const string Calendar = "calendar";
    private static readonly string[] FilterKeys = ["rules"];
    private static readonly string[] Kinds = ["detection", "correlation", "filter", Watchlist, Calendar];

    private readonly List<(SigmaFile File, SigmaMap Document, int Position)> _documents = [];
    private readonly List<SigmaRule> _rules = [];
    private readonly List<SigmaCorrelation> _correlations = [];
    private readonly List<SigmaFilter> _filters = [];
    private readonly List<SigmaWatchlist> _watchlists = [];
    private readonly List<SigmaCalendar> _calendars = [];
    private readonly List<SigmaRefusal> _refused = [];
    private readonly List<SigmaNote> _notes = [];
    private readonly HashSet<string> _ids = new(StringComparer.OrdinalIgnoreCase);
    private readonly HashSet<string> _names = new(StringComparer.Ordinal);
    private SigmaOptions _options = options;

    public void Add(SigmaFile file)
    {
        try
        {
            var position = 0;
            foreach (var document in RuleDocuments.Resolve(file.Read(), bad => Refuse(file, bad, null)))
            {
                position++;
                foreach (var whole in Expanded(file, document))
                    _documents.Add((file, whole, position));
            }
        }
        catch (SigmaSyntaxException bad)
        {
            Refuse(file, bad, null);
        }
    }

    public SigmaRules Finish()
    {
        foreach (var (file, document, position) in _documents.Where(each => IsSetting(each.Document)))
            Add(file, document, position);
        _options = WithWatchlists();
        foreach (var (file, document, position) in _documents.Where(each => !IsSetting(each.Document)))
            Add(file, document, position);
        var rules = _rules.ConvertAll(Filtered);
        foreach (var filter in _filters)
            Check(filter);
        var correlations = new CorrelationLinks(rules, _correlations, _refused).Resolve();
        return new SigmaRules(rules, correlations, _filters, _refused, _notes) { Options = _options, Watchlists = _watchlists, Calendars = _calendars };
    }

    /// <summary>It changes what rules mean.</summary>
    private static bool IsSetting(SigmaMap document) => document.Entry(Watchlist) is not null || document.Entry(Calendar) is not null;

    /// <summary>The lists of documents over those that were given; of two documents with the same list the later one counts.</summary>
    private SigmaOptions WithWatchlists()
    {
        if (_watchlists.Count == 0)
            return _options;
        var lists = new Dictionary<string, IReadOnlyList<string>>(_options.Watchlists, StringComparer.Ordinal);
        var saidBy = new Dictionary<string, RuleMetadata>(StringComparer.Ordinal);
        foreach (var watchlist in _watchlists)
        {
            foreach (var (name, values) in watchlist.Lists)
            {
                if (saidBy.TryGetValue(name, out var other))
                    _notes.Add(new SigmaNote(watchlist.Metadata.File, watchlist.Metadata.Line, $"the watchlist '{name}' stands in '{other.Id}' too; this one counts.", watchlist.Metadata.Id));
                (lists[name], saidBy[name]) = (values, watchlist.Metadata);
            }
        }

        return _options with { Watchlists = lists };
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
            var kind = Kind(document);
            var items = new ItemReader(_options);
            var metadata = MetadataReader.Read(document, file.Name, $"{file.Name}#{position}", new ExtrasReader(items).Read(document, kind), notes);
            switch (kind)
            {
                case "detection":
                    var source = LogSourceReader.Read(document);
                    var condition = new DetectionReader(items).Read(Map(document, kind), [], notes);
                    Claim(metadata, document);
                    _rules.Add(new SigmaRule(metadata, source, condition) { Placeholders = [.. items.Placeholders] });
                    break;
                case "correlation":
                    var correlation = CorrelationReader.Read(document, metadata);
                    Claim(metadata, document);
                    _correlations.Add(correlation);
                    break;
                case "filter":
                    var filter = Filter(document, metadata, items, notes);
                    Claim(metadata, document);
                    _filters.Add(filter);
                    break;
                case Calendar:
                    // What it leaves out is that of the one before it: a tenant's stands behind that of all.
                    var calendar = new SigmaCalendar(metadata, CalendarReader.Read(Map(document, kind), _options.Hours));
                    Claim(metadata, document);
                    if (_calendars.Count > 0)
                        notes.Add((document.Line, $"there is a calendar in '{_calendars[^1].Metadata.Id}' too; this one counts."));
                    _calendars.Add(calendar);
                    _options = _options with { Hours = calendar.Hours };
                    break;
                default:
                    var watchlist = new SigmaWatchlist(metadata, WatchlistReader.Read(Map(document, kind)));
                    Claim(metadata, document);
                    _watchlists.Add(watchlist);
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

    private static string Kind(SigmaMap document)
    {
        var kinds = Kinds.Where(kind => document.Entry(kind) is not null).ToList();
        if ((document.Find("auditops") as SigmaMap)?.Entry("correlation") is not null)
            kinds.Add("correlation");
        return kinds.Count switch
        {
            1 => kinds[0],
            0 => throw new SigmaSyntaxException(document.Line, "the document has neither 'detection' nor 'correlation' nor 'filter'."),
            _ => throw new SigmaSyntaxException(document.Line, $"the document has '{kinds[0]}' and '{kinds[1]}'; it can be one kind only."),
        };
    }

    private static SigmaFilter Filter(SigmaMap document, RuleMetadata metadata, ItemReader items, List<(int Line, string Reason)> notes)
    {
        var map = Map(document, "filter");
        var rules = map.Entry("rules") is null ? throw new SigmaSyntaxException(map.Line, "the filter does not say to which 'rules' it applies.") : MetadataReader.Texts(map, "rules");
        var any = rules is ["any"];
        var condition = rules.Count == 0 ? throw new SigmaSyntaxException(map.Line, "the filter applies to no rule.") : new DetectionReader(items).Read(map, FilterKeys, notes);
        return new SigmaFilter(metadata, LogSourceReader.Read(document), any ? null : rules, condition) { Placeholders = [.. items.Placeholders] };
    }

    private SigmaRule Filtered(SigmaRule rule)
    {
        var filters = _filters.Where(filter => filter.Counts(_options.Now) && filter.Names(rule)).ToList();
        var exceptions = rule.Metadata.Extras.Exceptions.Where(exception => exception.Counts(_options.Now)).ToList();
        if (filters.Count + exceptions.Count == 0)
            return rule;
        var condition = Expr.All([rule.Condition, .. filters.Select(filter => filter.Condition), .. exceptions.Select(exception => new NotExpr(exception.Condition))]);
        return new SigmaRule(rule.Metadata, rule.LogSource, condition)
        {
            Filters = [.. filters.Select(filter => filter.Metadata.Id)],
            Placeholders = [.. rule.Placeholders.Concat(filters.SelectMany(filter => filter.Placeholders)).Distinct(StringComparer.Ordinal)],
        };
    }

    private void Check(SigmaFilter filter)
    {
        if (!filter.Counts(_options.Now))
            _notes.Add(new SigmaNote(filter.Metadata.File, filter.Metadata.Line, "the filter has expired and no longer counts.", filter.Metadata.Id));
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

    private void Refuse(SigmaFile file, SigmaSyntaxException bad, string? rule) => _refused.Add(new SigmaRefusal(file.Name, bad.Line, bad.Reason, rule) { DependsOnOthers = bad.DependsOnOthers });
}
