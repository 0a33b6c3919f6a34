[assembly: AssemblyFixture(typeof(AuditOps.EndToEnd.Tests.Driver.SharedStack))]

namespace AuditOps.EndToEnd.Tests.Driver;

/// <summary>
/// One <c>auditops up</c> with its sample for all tests that neither stop anything nor ask about what is not theirs: each takes tenants of its own. Started by the first test that asks.
/// </summary>
public sealed class SharedStack : IAsyncDisposable
{
    private readonly Lazy<Task<EmbeddedStack>> _stack = new(() => EmbeddedStack.StartAsync());

    internal Task<EmbeddedStack> StartedAsync() => _stack.Value;

    /// <summary>The stack when all of its sample can be asked for.</summary>
    internal async Task<EmbeddedStack> WithSampleAsync()
    {
        var stack = await StartedAsync();
        await Eventually.HoldsAsync("the sample being queryable", () => stack.CountAsync("sample"), count => count > 100);
        return stack;
    }

    public async ValueTask DisposeAsync()
    {
        if (!_stack.IsValueCreated) return;
        try
        {
            await using var stack = await _stack.Value;
        }
        catch (InvalidOperationException)
        {
            // It did not start, which the tests that asked for it have told.
        }
        catch (TimeoutException)
        {
            // As above.
        }
    }
}
