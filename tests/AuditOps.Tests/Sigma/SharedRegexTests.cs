using System.Text.RegularExpressions;
using AuditOps.Engines.Sigma.Values;
using Xunit;

namespace AuditOps.Tests.Sigma;

public sealed class SharedRegexTests
{
    [Fact]
    public void An_expression_that_is_in_use_is_built_once_and_its_options_tell_it_apart()
    {
        var one = SharedRegex.Of("^a[bc]+", RegexOptions.NonBacktracking);
        Assert.Same(one, SharedRegex.Of("^a[bc]+", RegexOptions.NonBacktracking));
        Assert.NotSame(one, SharedRegex.Of("^a[bc]+", RegexOptions.NonBacktracking | RegexOptions.IgnoreCase));
        GC.KeepAlive(one);
    }

    [Fact]
    public void Expressions_that_nobody_uses_are_forgotten_and_those_in_use_are_not()
    {
        var kept = SharedRegex.Of("kept", RegexOptions.NonBacktracking);
        for (var i = 0; i < 3_000; i++)
        {
            _ = SharedRegex.Of($"unused {i}", RegexOptions.NonBacktracking);
            if (i % 500 == 0) GC.Collect();
        }

        Assert.Same(kept, SharedRegex.Of("kept", RegexOptions.NonBacktracking));
        Assert.True(SharedRegex.Count < 2_500, $"{SharedRegex.Count} are remembered");
        GC.KeepAlive(kept);
    }
}
