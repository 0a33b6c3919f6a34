using System.Diagnostics;
using System.Text.Json;

namespace AuditOps.EndToEnd.Tests.Driver;

/// <summary><c>auditops up</c> on free ports with a data folder of its own.</summary>
internal sealed class EmbeddedStack : IAsyncDisposable
{
    public const string Key = "test-key-0123456789abcdef";

    /// <summary>With the simulated tenant that a person's start has.</summary>
    public const string Simulated = "simulated";

    private readonly HttpClient _http = new() { Timeout = TimeSpan.FromSeconds(30) };
    private readonly string _readyFile;
    private readonly Process _process;
    private readonly Task<string> _error;
    private readonly Task<string> _output;
    private bool _ownsFolder;

    private EmbeddedStack(string data, string readyFile, Process process)
    {
        Data = data;
        _readyFile = readyFile;
        _process = process;
        _output = process.StandardOutput.ReadToEndAsync();
        _error = process.StandardError.ReadToEndAsync();
        _http.DefaultRequestHeaders.Add("X-Api-Key", Key);
    }

    public string Data { get; }

    public string Api { get; private set; } = "";

    public string Kafka { get; private set; } = "";

    public string ClickHouse { get; private set; } = "";

    public HttpClient Http => _http;

    /// <summary>Starts in a new folder, which goes when this is disposed.</summary>
    public static async Task<EmbeddedStack> StartAsync(params string[] more)
    {
        var stack = await StartInAsync(NewFolder(), more);
        stack._ownsFolder = true;
        return stack;
    }

    public static string NewFolder() => Directory.CreateTempSubdirectory("auditops-e2e-").FullName;

    /// <summary>Starts in a folder that is the caller's.</summary>
    public static Task<EmbeddedStack> StartInAsync(string folder, params string[] more) => StartInAsync(folder, Cli.Start, more);

    /// <summary>Starts as leader of a process group, which a terminal or a service manager ends as a whole.</summary>
    public static Task<EmbeddedStack> StartInGroupAsync(string folder, params string[] more) => StartInAsync(folder, Cli.StartInGroup, more);

    private static async Task<EmbeddedStack> StartInAsync(string folder, Func<IEnumerable<string>, Process> start, params string[] more)
    {
        var readyFile = Path.Combine(Directory.CreateDirectory(Path.Combine(folder, $"ready-{Guid.NewGuid():n}")).FullName, "ready.json");
        List<string> arguments =
        [
            "up", "--data", Path.Combine(folder, "data"), "--api-port", "0", "--kafka-port", "0", "--clickhouse-port", "0",
            "--api-key", Key, "--ready-file", readyFile, .. more,
        ];
        // Tests that count records must not find a simulated tenant's among them.
        if (!more.Contains(Simulated, StringComparer.Ordinal) && !more.Contains("--no-simulator", StringComparer.Ordinal)) arguments.Add("--no-simulator");
        arguments.Remove(Simulated);
        var stack = new EmbeddedStack(folder, readyFile, start(arguments));
        try
        {
            await Eventually.HoldsAsync("auditops up being ready", () => Task.FromResult(File.Exists(readyFile) || stack._process.HasExited), done => done, TimeSpan.FromSeconds(90));
            if (stack._process.HasExited) throw new InvalidOperationException($"auditops up ended with code {stack._process.ExitCode}: {await stack._error} {await stack._output}");
            stack.ReadAddresses();
            return stack;
        }
        catch
        {
            await stack.DisposeAsync();
            throw;
        }
    }

    /// <summary>Process id of a role, as the ready file says now.</summary>
    public int? ProcessId(string role)
    {
        using var ready = JsonDocument.Parse(File.ReadAllBytes(_readyFile));
        var value = ready.RootElement.GetProperty("pids").GetProperty(role);
        return value.ValueKind == JsonValueKind.Null ? null : value.GetInt32();
    }

    /// <summary>Takes away the folder that the ready file is written to.</summary>
    public void RemoveReadyFolder() => Directory.Delete(Path.GetDirectoryName(_readyFile)!, recursive: true);

    /// <summary>Process id of a role by its command line: the child of the supervisor that is not <paramref name="former"/>.</summary>
    public int? FindChild(string role, int former)
    {
        foreach (var entry in Directory.EnumerateDirectories("/proc"))
        {
            if (!int.TryParse(Path.GetFileName(entry), out var id) || id == former) continue;
            try
            {
                var arguments = File.ReadAllText(Path.Combine(entry, "cmdline")).Split('\0');
                if (arguments.Length > 1 && arguments[1] == role && File.ReadAllText(Path.Combine(entry, "stat")).Split(") ")[^1].Split(' ')[1] == _process.Id.ToString(System.Globalization.CultureInfo.InvariantCulture)) return id;
            }
            catch (IOException)
            {
                // Gone in the meantime.
            }
        }

        return null;
    }

    public async Task<bool> AnswersAsync(string path)
    {
        try
        {
            using var answer = await _http.GetAsync(new Uri(Api + path));
            return answer.IsSuccessStatusCode;
        }
        catch (HttpRequestException)
        {
            return false;
        }
    }

    public async Task<string> SqlAsync(string sql)
    {
        using var answer = await _http.PostAsync(new Uri(ClickHouse + "/"), new StringContent(sql));
        var text = await answer.Content.ReadAsStringAsync();
        if (!answer.IsSuccessStatusCode) throw new HttpRequestException(text);
        return text.TrimEnd();
    }

    public async Task<long> CountAsync(string tenant) => long.Parse(await SqlAsync($"SELECT count() FROM auditops.events WHERE tenant = '{tenant}'"), System.Globalization.CultureInfo.InvariantCulture);

    public async Task<JsonElement> GetAsync(string path)
    {
        using var answer = await _http.GetAsync(new Uri(Api + path));
        var text = await answer.Content.ReadAsStringAsync();
        if (!answer.IsSuccessStatusCode) throw new HttpRequestException($"{(int)answer.StatusCode} {text}");
        return JsonDocument.Parse(text).RootElement;
    }

    public Task<CliResult> ImportAsync(string file, string tenant, params string[] more) =>
        Cli.FinishAsync(StartImport(file, tenant, more));

    public Process StartImport(string file, string tenant, params string[] more) =>
        Cli.Start(["import", file, "--tenant", tenant, "--kafka", Kafka, "--wait", "--json", .. more]);

    /// <summary>Asks for the ordered stop, as Ctrl-C does, and returns the exit code.</summary>
    public async Task<int> StopAsync()
    {
        if (!_process.HasExited)
        {
            using var kill = Process.Start("kill", ["-TERM", _process.Id.ToString(System.Globalization.CultureInfo.InvariantCulture)]);
            await kill.WaitForExitAsync();
            using var deadline = new CancellationTokenSource(TimeSpan.FromSeconds(60));
            await _process.WaitForExitAsync(deadline.Token);
        }

        return _process.ExitCode;
    }

    /// <summary>Process ids of the supervisor's children now.</summary>
    public IReadOnlyList<int> Children()
    {
        var children = new List<int>();
        try
        {
            foreach (var task in Directory.EnumerateDirectories($"/proc/{_process.Id}/task"))
                children.AddRange(File.ReadAllText(Path.Combine(task, "children")).Split(' ', StringSplitOptions.RemoveEmptyEntries).Select(id => int.Parse(id, System.Globalization.CultureInfo.InvariantCulture)));
        }
        catch (IOException)
        {
            // A thread has ended, or the supervisor: what was seen before counts.
        }

        return children;
    }

    /// <summary>Sends SIGTERM to the process group that was started, and returns all children that were seen until the supervisor had ended.</summary>
    public async Task<IReadOnlyList<int>> EndGroupAsync()
    {
        using var kill = Process.Start("kill", ["-TERM", "--", (-_process.Id).ToString(System.Globalization.CultureInfo.InvariantCulture)]);
        await kill.WaitForExitAsync();
        var seen = new HashSet<int>();
        await Eventually.HoldsAsync(
            "auditops up ending with its group",
            () =>
            {
                seen.UnionWith(Children());
                return Task.FromResult(_process.HasExited);
            },
            exited => exited,
            pause: TimeSpan.FromMilliseconds(10));
        return [.. seen];
    }

    public async ValueTask DisposeAsync()
    {
        try
        {
            await StopAsync();
        }
        catch (OperationCanceledException)
        {
            _process.Kill(entireProcessTree: true);
        }

        _process.Dispose();
        _http.Dispose();
        if (_ownsFolder) Directory.Delete(Data, recursive: true);
    }

    private void ReadAddresses()
    {
        using var ready = JsonDocument.Parse(File.ReadAllBytes(_readyFile));
        Api = ready.RootElement.GetProperty("api").GetString()!;
        Kafka = ready.RootElement.GetProperty("kafka").GetString()!;
        ClickHouse = ready.RootElement.GetProperty("clickhouse").GetString()!;
    }
}
