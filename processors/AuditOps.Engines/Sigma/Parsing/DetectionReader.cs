using AuditOps.Engines.Sigma.Conditions;
using AuditOps.Engines.Sigma.Yaml;

namespace AuditOps.Engines.Sigma.Parsing;

/// <summary>Reads the searches and the condition of a detection or a filter into one tree.</summary>
internal sealed class DetectionReader(ItemReader items)
{
    /// <param name="node">The value of <c>detection</c> or <c>filter</c>.</param>
    /// <param name="other">Keys of the map that are no searches.</param>
    /// <param name="notes">Receives what is odd but harmless.</param>
    /// <exception cref="SigmaSyntaxException">Anything that is not Sigma.</exception>
    public Expr Read(SigmaMap node, string[] other, List<(int Line, string Reason)> notes)
    {
        SigmaEntry? condition = null;
        var searches = new Dictionary<string, Expr>(StringComparer.Ordinal);
        foreach (var entry in node.Entries)
        {
            if (entry.Key == "condition")
                condition = entry;
            else if (entry.Key == "timeframe")
                throw new SigmaSyntaxException(entry.Line, "'timeframe' belongs to the aggregations of Sigma 1; Sigma 2 has correlation documents instead.");
            else if (!other.Contains(entry.Key))
                searches.Add(Name(entry), Search(entry.Value));
        }

        if (condition is null)
            throw new SigmaSyntaxException(node.Line, "there is no condition beside the searches.");
        if (searches.Count == 0)
            throw new SigmaSyntaxException(node.Line, "there are no searches.");
        var used = new HashSet<string>(StringComparer.Ordinal);
        var tree = Condition(condition, searches, used);
        if (ExprSize.Of(tree) > SigmaLimits.Tests)
            throw new SigmaSyntaxException(condition.Line, $"the condition asks more than {SigmaLimits.Tests} questions, those of a search each time it is named.");
        foreach (var entry in node.Entries)
        {
            if (searches.ContainsKey(entry.Key) && !used.Contains(entry.Key))
                notes.Add((entry.Line, $"the condition does not use the search '{entry.Key}'."));
        }

        return tree;
    }

    /// <summary>Conditions may be several; the rule fires when any holds.</summary>
    private static Expr Condition(SigmaEntry entry, Dictionary<string, Expr> searches, HashSet<string> used)
    {
        switch (entry.Value)
        {
            case SigmaScalar { Kind: not ScalarKind.Null } text:
                return ConditionParser.Parse(text.Text, searches, text.Line, used);
            case SigmaList { Items.Count: > 0 } list:
                var all = new List<Expr>();
                foreach (var item in list.Items)
                {
                    if (item is not SigmaScalar { Kind: not ScalarKind.Null } each)
                        throw new SigmaSyntaxException(item.Line, "a condition must be a text.");
                    all.Add(ConditionParser.Parse(each.Text, searches, each.Line, used));
                }

                return Expr.Any(all);
            default:
                throw new SigmaSyntaxException(entry.Line, "the condition must be a text or a list of texts.");
        }
    }

    private static string Name(SigmaEntry entry) =>
        entry.Key.Length > 0 ? entry.Key : throw new SigmaSyntaxException(entry.Line, "a search needs a name.");

    private Expr Search(SigmaNode node)
    {
        switch (node)
        {
            case SigmaMap { Entries.Count: > 0 } map:
                var all = new List<Expr>(map.Entries.Count);
                foreach (var entry in map.Entries)
                    all.Add(items.Read(entry));
                return Expr.All(all);
            case SigmaList { Items.Count: > 0 } list:
                var parts = new List<Expr>(list.Items.Count);
                foreach (var item in list.Items)
                    parts.Add(item is SigmaList ? throw new SigmaSyntaxException(item.Line, "a list within a list means nothing here.") : Search(item));
                return Expr.Any(parts);
            case SigmaScalar { Kind: not ScalarKind.Null } keyword:
                return items.Keyword(keyword);
            default:
                throw new SigmaSyntaxException(node.Line, "the search is empty.");
        }
    }
}
