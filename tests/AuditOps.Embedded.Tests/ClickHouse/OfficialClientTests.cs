using System.Diagnostics;

namespace AuditOps.Embedded.Tests.ClickHouse;

[Collection(EmbeddedClickHouseCollection.Name)]
public sealed class OfficialClientTests(RunningServer running)
{
    [Fact]
    public async Task The_official_JavaScript_client_works()
    {
        var folder = Folder();
        if (!Directory.Exists(Path.Combine(folder, "node_modules", "@clickhouse", "client")))
        {
            var (code, output) = await RunAsync("npm", folder, "ci", "--no-audit", "--no-fund", "--ignore-scripts");
            Assert.True(code == 0, "The official ClickHouse client is required and npm could not install it, so nothing was tested: " + output);
        }

        var (exit, text) = await RunAsync("node", folder, "clickhouse-client.mjs", running.Server.Address.ToString());
        Assert.True(exit == 0, text);
        Assert.Equal(11, text.Split('\n').Count(line => line.StartsWith("ok ", StringComparison.Ordinal)));
    }

    private static string Folder()
    {
        for (var at = new DirectoryInfo(AppContext.BaseDirectory); at is not null; at = at.Parent)
        {
            var folder = Path.Combine(at.FullName, "clients-clickhouse");
            if (File.Exists(Path.Combine(folder, "package.json"))) return folder;
        }

        throw new DirectoryNotFoundException("clients-clickhouse");
    }

    private static async Task<(int Code, string Output)> RunAsync(string program, string folder, params string[] arguments)
    {
        var start = new ProcessStartInfo(program, arguments) { WorkingDirectory = folder, RedirectStandardOutput = true, RedirectStandardError = true };
        using var process = Process.Start(start)!;
        var output = process.StandardOutput.ReadToEndAsync();
        var error = process.StandardError.ReadToEndAsync();
        using var limit = new CancellationTokenSource(TimeSpan.FromSeconds(120));
        await process.WaitForExitAsync(limit.Token);
        return (process.ExitCode, await output + await error);
    }
}
