using AuditOps.Engines.Sigma.Yaml;

namespace AuditOps.Engines.Sigma.Parsing;

/// <summary>
/// The rules of a file, with Sigma 1's collections resolved: <c>action: global</c> adds to every rule that follows, <c>action: reset</c> forgets it,
/// <c>action: repeat</c> is the rule before with changes. Maps merge, anything else is replaced.
/// </summary>
internal static class RuleDocuments
{
    public static IEnumerable<SigmaMap> Resolve(IReadOnlyList<SigmaNode> documents, Action<SigmaSyntaxException> refuse)
    {
        long nodes = 0;
        SigmaMap? global = null;
        SigmaMap? previous = null;
        foreach (var document in documents)
        {
            if (document is SigmaScalar { Kind: ScalarKind.Null })
                continue;
            if (document is not SigmaMap map)
            {
                refuse(new SigmaSyntaxException(document.Line, "a rule must be a map."));
                continue;
            }

            var action = map.Entry("action");
            switch ((action?.Value as SigmaScalar)?.Text)
            {
                case "global":
                    global = Merge(global, map);
                    continue;
                case "reset":
                    global = null;
                    continue;
                case "repeat" when previous is null:
                    refuse(new SigmaSyntaxException(map.Line, "'action: repeat' has no rule before it."));
                    continue;
                case "repeat":
                    previous = Merge(previous, map);
                    break;
                case null when action is null:
                    previous = global is null ? map : Merge(global, map);
                    break;
                default:
                    refuse(new SigmaSyntaxException(action!.Line, "'action' must be global, reset or repeat."));
                    continue;
            }

            // What every document repeats counts each time: a list of a thousand values is no small matter in a thousand rules.
            nodes += previous.Weight;
            if (nodes > SigmaLimits.Nodes)
            {
                refuse(new SigmaSyntaxException(map.Line, $"the rules of the file, each with what 'action' adds to it, have more than {SigmaLimits.Nodes} values."));
                yield break;
            }
            yield return previous;
        }
    }

    private static SigmaMap Merge(SigmaMap? below, SigmaMap above)
    {
        var entries = new List<SigmaEntry>();
        foreach (var entry in below?.Entries ?? [])
        {
            if (entry.Key == "action")
                continue;
            var over = above.Entry(entry.Key);
            if (over is null)
                entries.Add(entry);
            else if (entry.Value is SigmaMap lower && over.Value is SigmaMap upper)
                entries.Add(over with { Value = Merge(lower, upper) });
            else
                entries.Add(over);
        }

        foreach (var entry in above.Entries)
        {
            if (entry.Key != "action" && below?.Entry(entry.Key) is null)
                entries.Add(entry);
        }

        return new SigmaMap(above.Line, entries) { Weight = 1 + entries.Sum(entry => entry.Value.Weight + 1) };
    }
}
