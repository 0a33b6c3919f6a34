namespace AuditOps.Tests.Collect.Authentication;

/// <summary>Clears environment variables for the time of a test and gives them back as they were.</summary>
internal sealed class VariableScope : IAsyncDisposable
{
    private readonly IReadOnlyDictionary<string, string?> _before;

    public VariableScope(params string[] names)
    {
        _before = names.ToDictionary(name => name, Environment.GetEnvironmentVariable);
        foreach (var name in names) Environment.SetEnvironmentVariable(name, null);
    }

    public ValueTask DisposeAsync()
    {
        foreach (var (name, value) in _before) Environment.SetEnvironmentVariable(name, value);
        return ValueTask.CompletedTask;
    }
}
