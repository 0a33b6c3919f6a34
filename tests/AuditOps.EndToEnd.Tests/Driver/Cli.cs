using System.Diagnostics;
using System.Text.Json;

namespace AuditOps.EndToEnd.Tests.Driver;

/// <summary>The built executable, run the way a person runs it.</summary>
internal static class Cli
{
    public static string Program { get; } = Path.Combine(AppContext.BaseDirectory, "auditops");

    public static Process Start(IEnumerable<string> arguments) => Start(arguments, null);

    public static Process Start(IEnumerable<string> arguments, IReadOnlyDictionary<string, string>? environment) => Start(Program, arguments, environment);

    /// <summary>As leader of a process group that it shares with its children alone. The process id is the program's: setsid becomes it.</summary>
    public static Process StartInGroup(IEnumerable<string> arguments) => Start("setsid", [Program, .. arguments], null);

    private static Process Start(string program, IEnumerable<string> arguments, IReadOnlyDictionary<string, string>? environment)
    {
        var start = new ProcessStartInfo(program) { RedirectStandardInput = true, RedirectStandardOutput = true, RedirectStandardError = true };
        foreach (var argument in arguments) start.ArgumentList.Add(argument);
        foreach (var (name, value) in environment ?? new Dictionary<string, string>(StringComparer.Ordinal)) start.Environment[name] = value;
        return Process.Start(start)!;
    }

    public static async Task<CliResult> RunAsync(params string[] arguments) => await FinishAsync(Start(arguments));

    public static async Task<CliResult> RunWithInputAsync(byte[] input, params string[] arguments)
    {
        var process = Start(arguments);
        await process.StandardInput.BaseStream.WriteAsync(input);
        return await FinishAsync(process);
    }

    public static async Task<CliResult> FinishAsync(Process process)
    {
        using (process)
        {
            process.StandardInput.Close();
            var output = process.StandardOutput.ReadToEndAsync();
            var error = process.StandardError.ReadToEndAsync();
            using var deadline = new CancellationTokenSource(TimeSpan.FromMinutes(5));
            await process.WaitForExitAsync(deadline.Token);
            return new CliResult(process.ExitCode, await output, await error);
        }
    }
}

/// <summary>How a run of the executable ended.</summary>
internal sealed record CliResult(int Code, string Output, string Error)
{
    /// <summary>The last line of the output as JSON.</summary>
    public JsonElement Json
    {
        get
        {
            var line = Output.TrimEnd().Split('\n')[^1];
            try
            {
                return JsonDocument.Parse(line).RootElement;
            }
            catch (JsonException exception)
            {
                throw new InvalidOperationException($"no JSON on the last line (exit code {Code}): {Output}\n{Error}", exception);
            }
        }
    }
}
