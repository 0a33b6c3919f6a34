using AuditOps.Engines.Sigma.Conditions;
using AuditOps.Engines.Sigma.Fields;
using AuditOps.Engines.Sigma.Model;
using AuditOps.Engines.Sigma.Values;

namespace AuditOps.Engines.Sigma.Lint;

/// <summary>Finds what loads but cannot work: rules that no source feeds, fields that a source never has, conditions that can never or always hold, values that ask for a star by accident.</summary>
public sealed class RuleLinter(FieldMap fields)
{
    private readonly FieldPlaces _places = new(fields);

    /// <summary>The notes of loading and everything found, by file and line.</summary>
    public IReadOnlyList<SigmaNote> Check(SigmaRules rules)
    {
        ArgumentNullException.ThrowIfNull(rules);
        var notes = new List<SigmaNote>(rules.Notes);
        var dead = new HashSet<string>(StringComparer.Ordinal);
        foreach (var rule in rules.Rules)
        {
            var found = new SortedSet<string>(StringComparer.Ordinal);
            if (CheckSources(rule, found))
                dead.Add(rule.Metadata.Id);
            CheckValues(rule.Condition, found);
            Note(notes, rule.Metadata, found);
        }

        var correlations = new CorrelationLinter(_places, rules, dead);
        foreach (var correlation in rules.Correlations)
        {
            var found = new SortedSet<string>(StringComparer.Ordinal);
            correlations.Check(correlation, found);
            Note(notes, correlation.Metadata, found);
        }

        foreach (var filter in rules.Filters)
        {
            if (!HasNegation(filter.Condition))
                notes.Add(new SigmaNote(filter.Metadata.File, filter.Metadata.Line, "the filter keeps only the events it names; one that excludes them says 'not'.", filter.Metadata.Id));
        }

        return [.. notes.OrderBy(note => note.File, StringComparer.Ordinal).ThenBy(note => note.Line)];
    }

    private static void Note(List<SigmaNote> notes, RuleMetadata metadata, SortedSet<string> found)
    {
        foreach (var reason in found)
            notes.Add(new SigmaNote(metadata.File, metadata.Line, reason, metadata.Id));
    }

    /// <summary>Whether the rule can never fire.</summary>
    private bool CheckSources(SigmaRule rule, SortedSet<string> found)
    {
        var sources = _places.Sources(rule.LogSource);
        if (sources.Count == 0)
        {
            found.Add($"no source feeds {rule.LogSource}; the rule can never fire.");
            return true;
        }

        if (ConditionVerdict.Of(rule.Condition, ConditionVerdict.OfTest) is { } certain)
        {
            found.Add(certain ? "the rule fires for every record: its condition always holds." : "the rule can never fire: its condition holds for no record.");
            return !certain;
        }

        var verdicts = new List<bool?>();
        foreach (var source in sources)
        {
            var missing = new SortedSet<string>(StringComparer.OrdinalIgnoreCase);
            verdicts.Add(ConditionVerdict.Of(rule.Condition, test => Judge(test, source, rule.LogSource, missing)));
            foreach (var field in missing)
                found.Add($"records of {source} never have the field '{field}'.");
        }

        if (rule.LogSource.Product == EventRoute.OwnProduct)
            CheckNames(rule.Condition, found);
        if (verdicts.TrueForAll(verdict => verdict == false))
        {
            found.Add("the rule can never fire: its condition needs fields that no source has.");
            return true;
        }

        if (verdicts.TrueForAll(verdict => verdict == true))
            found.Add("the rule fires for every record: its condition asks only for the absence of fields that no source has.");
        return false;
    }

    /// <summary>What is certain about a test when its field never exists.</summary>
    private bool? Judge(Expr expr, LogSource source, LogSource ruleSource, SortedSet<string> missing)
    {
        if (expr is not FieldExpr { Field: { } field } test || _places.Exists(field, source, ruleSource))
            return ConditionVerdict.OfTest(expr);

        // A rule for all sources asks of each what only some have.
        if (ruleSource.Product != EventRoute.OwnProduct || ruleSource.Service is not null)
            missing.Add(field);
        return test.Test is NullTest or ExistsTest { Wanted: false };
    }

    private void CheckNames(Expr condition, SortedSet<string> found)
    {
        foreach (var name in condition.Tests().Select(static asked => asked.Field).OfType<string>().Distinct(StringComparer.Ordinal))
        {
            if (!fields.Known.Any(known => known.Names.Contains(name)) && NearNames.Of(name) is { } near)
                found.Add($"'{name}' is none of the own names and is looked for in the raw record; '{near}' may be meant.");
        }
    }

    private static void CheckValues(Expr condition, SortedSet<string> found)
    {
        foreach (var asked in condition.Tests())
        {
            if (asked.Test is not TextTest text)
                continue;
            foreach (var part in text.Pattern.Parts)
            {
                if (part.Kind == PatternPartKind.Literal && part.Text.AsSpan().ContainsAny('*', '?'))
                    found.Add($"'{asked.Field ?? "keyword"}' asks for a star or question mark as it is; a wildcard behind a backslash is written '\\\\*'.");
            }
        }
    }

    private static bool HasNegation(Expr expr) => expr switch
    {
        NotExpr => true,
        AllExpr all => all.Operands.Any(HasNegation),
        AnyExpr any => any.Operands.Any(HasNegation),
        _ => false,
    };
}
