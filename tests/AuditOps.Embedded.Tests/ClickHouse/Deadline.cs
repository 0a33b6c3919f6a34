using System.Diagnostics;

namespace AuditOps.Embedded.Tests.ClickHouse;

internal static class Deadline
{
    /// <summary>Polls a condition for up to 20 s.</summary>
    public static async Task UntilAsync(Func<Task<bool>> condition, string what)
    {
        var watch = Stopwatch.StartNew();
        while (!await condition())
        {
            if (watch.Elapsed > TimeSpan.FromSeconds(60)) Assert.Fail("not reached in 60 s: " + what);
            await Task.Delay(20);
        }
    }
}
