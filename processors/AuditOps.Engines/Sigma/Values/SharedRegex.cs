using System.Collections.Concurrent;
using System.Text.RegularExpressions;

namespace AuditOps.Engines.Sigma.Values;

/// <summary>
/// Expressions that are in use, each once. To build one that does not backtrack takes milliseconds; a rule's is asked for by every plan that the rule is part of, and again
/// with every change of another rule. What no plan uses any more is forgotten.
/// </summary>
internal static class SharedRegex
{
    /// <summary>From so many on, those that nobody uses are looked for before another is added.</summary>
    private const int SweepFrom = 1_000;

    private static readonly ConcurrentDictionary<(string Pattern, RegexOptions Options), WeakReference<Regex>> Known = new();

    /// <summary>How many are remembered.</summary>
    public static int Count => Known.Count;

    /// <exception cref="ArgumentException">The pattern is no expression.</exception>
    /// <exception cref="NotSupportedException">It cannot do without backtracking.</exception>
    public static Regex Of(string pattern, RegexOptions options)
    {
        if (Known.TryGetValue((pattern, options), out var held) && held.TryGetTarget(out var known))
            return known;
        var made = new Regex(pattern, options, Regex.InfiniteMatchTimeout);
        if (Known.Count >= SweepFrom)
            Sweep();
        Known[(pattern, options)] = new WeakReference<Regex>(made);
        return made;
    }

    private static void Sweep()
    {
        foreach (var entry in Known)
        {
            if (!entry.Value.TryGetTarget(out _))
                Known.TryRemove(entry);
        }
    }
}
