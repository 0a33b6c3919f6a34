using AuditOps.Engines.Sigma.Conditions;
using AuditOps.Engines.Sigma.Fields;
using AuditOps.Engines.Sigma.Model;
using AuditOps.Engines.Sigma.Values;

namespace AuditOps.Engines.Sigma.Lint;

/// <summary>Finds what loads but cannot work: rules that no source feeds, fields that a source never has, conditions that can never or always hold, values that ask for a star by accident.</summary>
public sealed class RuleLinter(FieldMap fields)
{
    /// <summary>The notes of loading and everything found, by file and line.</summary>
    public IReadOnlyList<SigmaNote> Check(SigmaRules rules)
    {
        ArgumentNullException.ThrowIfNull(rules);
        var notes = new List<SigmaNote>(rules.Notes);
        foreach (var rule in rules.Rules)
        {
            var found = new SortedSet<string>(StringComparer.Ordinal);
            CheckSources(rule, found);
            CheckValues(rule.Condition, found);
            foreach (var reason in found)
                notes.Add(new SigmaNote(rule.Metadata.File, rule.Metadata.Line, reason, rule.Metadata.Id));
        }

        foreach (var filter in rules.Filters)
        {
            if (!HasNegation(filter.Condition))
                notes.Add(new SigmaNote(filter.Metadata.File, filter.Metadata.Line, "the filter keeps only the events it names; one that excludes them says 'not'.", filter.Metadata.Id));
        }

        return [.. notes.OrderBy(note => note.File, StringComparer.Ordinal).ThenBy(note => note.Line)];
    }

    private void CheckSources(SigmaRule rule, SortedSet<string> found)
    {
        var sources = fields.Routes.SelectMany(route => route.LogSources).Where(source => source.Fits(rule.LogSource)).Distinct().ToList();
        if (sources.Count == 0)
        {
            found.Add($"no source feeds {rule.LogSource}; the rule can never fire.");
            return;
        }

        var verdicts = new List<bool?>();
        foreach (var source in sources)
        {
            var missing = new SortedSet<string>(StringComparer.OrdinalIgnoreCase);
            verdicts.Add(Judge(rule.Condition, field => Exists(field, source, rule.LogSource), missing));
            foreach (var field in missing)
                found.Add($"records of {source} never have the field '{field}'.");
        }

        if (verdicts.TrueForAll(verdict => verdict == false))
            found.Add("the rule can never fire: its condition needs fields that no source has.");
        else if (verdicts.TrueForAll(verdict => verdict == true))
            found.Add("the rule fires for every record: its condition asks only for the absence of fields that no source has.");
    }

    /// <summary>What is certain about a condition when some fields never exist; null when it depends on the event.</summary>
    private static bool? Judge(Expr expr, Func<string, bool> exists, SortedSet<string> missing)
    {
        switch (expr)
        {
            case ConstantExpr constant:
                return constant.Value;
            case NotExpr not:
                return !Judge(not.Operand, exists, missing);
            case AllExpr all:
                return Together(all.Operands, decides: false, exists, missing);
            case AnyExpr any:
                return Together(any.Operands, decides: true, exists, missing);
            case FieldExpr { Field: { } field } test when !exists(field):
                missing.Add(field);
                return test.Test is NullTest or ExistsTest { Wanted: false };
            default:
                return null;
        }
    }

    private static bool? Together(IReadOnlyList<Expr> operands, bool decides, Func<string, bool> exists, SortedSet<string> missing)
    {
        bool? result = !decides;
        foreach (var operand in operands)
        {
            var verdict = Judge(operand, exists, missing);
            if (verdict == decides)
                result = decides;
            else if (verdict is null && result != decides)
                result = null;
        }

        return result;
    }

    private bool Exists(string field, LogSource source, LogSource ruleSource)
    {
        var known = fields.Known.Where(each => each.Sources.Any(one => one.Fits(source))).ToList();
        if (known.Count == 0 || known.Exists(each => each.IsOpen))
            return true;
        foreach (var place in fields.Resolve(ruleSource, field))
        {
            if (place.Own is not null)
                return true;
            var names = place.Path.Split('.');
            var name = names.Length > 1 && names[0].Equals("properties", StringComparison.OrdinalIgnoreCase) ? names[1] : names[0];
            if (known.Exists(each => each.Names.Contains(name)))
                return true;
        }

        return false;
    }

    private static void CheckValues(Expr expr, SortedSet<string> found)
    {
        switch (expr)
        {
            case NotExpr not:
                CheckValues(not.Operand, found);
                break;
            case AllExpr all:
                foreach (var operand in all.Operands)
                    CheckValues(operand, found);
                break;
            case AnyExpr any:
                foreach (var operand in any.Operands)
                    CheckValues(operand, found);
                break;
            case FieldExpr { Test: TextTest text } field:
                foreach (var part in text.Pattern.Parts)
                {
                    if (part.Kind == PatternPartKind.Literal && part.Text.AsSpan().ContainsAny('*', '?'))
                        found.Add($"'{field.Field ?? "keyword"}' asks for a star or question mark as it is; a wildcard behind a backslash is written '\\\\*'.");
                }

                break;
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
