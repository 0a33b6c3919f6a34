using System.Diagnostics.CodeAnalysis;

/// <summary>
/// Loaded into a process by DOTNET_STARTUP_HOOKS, which wants this name outside any namespace: a thread that ends the process with an unhandled exception when a file appears, so that a test can see what a crash prints.
/// </summary>
[SuppressMessage("Design", "CA1050", Justification = "The runtime looks for this name.")]
internal static class StartupHook
{
    public const string Variable = "AUDITOPS_TEST_CRASH_FILE";
    public const string Message = "crashed on purpose";

    public static void Initialize()
    {
        if (Environment.GetEnvironmentVariable(Variable) is not { } file) return;
        new Thread(() =>
        {
            while (!File.Exists(file)) Thread.Sleep(50);
            throw new InvalidOperationException(Message);
        })
        { IsBackground = true }.Start();
    }
}
