using AuditOps.EndToEnd.Tests.Driver;
using AuditOps.Host;
using AuditOps.Host.Backup;
using AuditOps.Host.Supervision;

namespace AuditOps.EndToEnd.Tests;

public sealed class UpTests(ITestOutputHelper output)
{
    [Fact]
    public async Task The_first_start_answers_with_a_sample_and_a_second_start_finds_its_data()
    {
        var folder = EmbeddedStack.NewFolder();
        try
        {
            long events;
            await using (var first = await EmbeddedStack.StartInAsync(folder))
            {
                events = await Eventually.HoldsAsync("the sample being queryable", () => first.CountAsync("sample"), count => count > 100);
                events = await StableCountAsync(first);
                var page = await first.GetAsync("/api/v1/events?limit=5");
                Assert.Equal(5, page.GetProperty("items").GetArrayLength());
                Assert.Equal(0, await first.StopAsync());
            }

            await using var second = await EmbeddedStack.StartInAsync(folder);
            Assert.Equal(events, await second.CountAsync("sample"));
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    [Fact]
    public async Task Events_of_all_sources_of_the_simulated_tenant_are_there_soon_after_the_first_start()
    {
        var began = System.Diagnostics.Stopwatch.GetTimestamp();
        await using var stack = await EmbeddedStack.StartAsync("--no-sample", EmbeddedStack.Simulated);
        string[] sources = ["entra.audit", "entra.risk", "entra.signin", "intune.audit", "m365.activity"];
        var seen = new Dictionary<string, TimeSpan>(StringComparer.Ordinal);
        // Promised within a minute; the deadline allows for a busy machine, the figure tells.
        await Eventually.HoldsAsync(
            "an event of every source",
            async () =>
            {
                foreach (var source in sources.Except(seen.Keys))
                {
                    var page = await stack.GetAsync($"/api/v1/events?source={source}&limit=1");
                    if (page.GetProperty("items").GetArrayLength() > 0) seen[source] = System.Diagnostics.Stopwatch.GetElapsedTime(began);
                }

                return seen.Count;
            },
            count => count == sources.Length,
            TimeSpan.FromSeconds(180));
        output.WriteLine($"[FIGURE] first event after the start of auditops up: {string.Join(", ", seen.Select(pair => $"{pair.Key} {pair.Value.TotalSeconds:0} s"))}");
    }

    [Fact]
    public async Task Data_of_a_newer_version_is_refused_with_a_sentence_and_nothing_is_touched()
    {
        var folder = EmbeddedStack.NewFolder();
        try
        {
            var data = Directory.CreateDirectory(Path.Combine(folder, "data")).FullName;
            await File.WriteAllTextAsync(Path.Combine(data, "format"), "99\n", TestContext.Current.CancellationToken);
            await File.WriteAllTextAsync(Path.Combine(data, "keep"), "me", TestContext.Current.CancellationToken);

            var up = await Cli.RunAsync("up", "--data", data);

            Assert.Equal(2, up.Code);
            Assert.Contains("newer AuditOps", up.Error, StringComparison.Ordinal);
            Assert.Single(up.Error.TrimEnd().Split('\n'));
            Assert.True(File.Exists(Path.Combine(data, "keep")));
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    [Theory]
    [InlineData("0\n", "holds '0'")]
    [InlineData("", "is empty")]
    [InlineData("-1", "holds '-1'")]
    [InlineData("one", "holds 'one'")]
    public void A_format_that_never_was_is_refused_and_neither_used_nor_reset_nor_backed_up(string format, string said)
    {
        var data = Directory.CreateTempSubdirectory("auditops-format-").FullName;
        try
        {
            File.WriteAllText(Path.Combine(data, "format"), format);
            File.WriteAllText(Path.Combine(data, "keep"), "me");

            foreach (var reset in new[] { false, true })
            {
                var refused = Assert.Throws<HostException>(() => DataFolder.Open(data, reset));
                Assert.Contains(said, refused.Message, StringComparison.Ordinal);
            }

            Assert.Contains(said, Assert.Throws<HostException>(() => DataFolder.CheckFormat(data, reset: false)).Message, StringComparison.Ordinal);
            Assert.Equal("me", File.ReadAllText(Path.Combine(data, "keep")));
        }
        finally
        {
            Directory.Delete(data, recursive: true);
        }
    }

    [Fact]
    public void A_backup_whose_manifest_names_a_format_that_never_was_is_refused()
    {
        var refused = Assert.Throws<InvalidDataException>(() => BackupManifest.FromJson("{\"format\":0,\"running\":false,\"made_at\":\"2026-01-01T00:00:00Z\",\"files\":[],\"folders\":[],\"links\":[]}"u8));
        Assert.Contains("format 0", refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_folder_that_is_not_ours_is_neither_used_nor_reset()
    {
        var folder = EmbeddedStack.NewFolder();
        try
        {
            await File.WriteAllTextAsync(Path.Combine(folder, "thesis.txt"), "years of work", TestContext.Current.CancellationToken);

            var up = await Cli.RunAsync("up", "--data", folder, "--reset");

            Assert.Equal(2, up.Code);
            Assert.Contains("was not made by AuditOps", up.Error, StringComparison.Ordinal);
            Assert.Equal("years of work", await File.ReadAllTextAsync(Path.Combine(folder, "thesis.txt"), TestContext.Current.CancellationToken));
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    [Fact]
    public async Task Two_starts_in_one_folder_are_told_apart_the_end_of_the_process_group_starts_no_child_again_and_reset_empties_the_folder()
    {
        var folder = EmbeddedStack.NewFolder();
        try
        {
            await using (var first = await EmbeddedStack.StartInGroupAsync(folder))
            {
                var again = await Cli.RunAsync("up", "--data", Path.Combine(folder, "data"));
                Assert.Equal(2, again.Code);
                Assert.Contains("in use", again.Error, StringComparison.Ordinal);

                // As a terminal or a service manager ends everything: each child gets the signal too.
                var children = first.Children();
                Assert.Equal(4, children.Count);
                Assert.Empty((await first.EndGroupAsync()).Except(children));
                Assert.Equal(0, await first.StopAsync());
                Assert.All(children, id => Assert.False(Directory.Exists($"/proc/{id}"), $"process {id} is still there"));
            }

            await using var reset = await EmbeddedStack.StartInAsync(folder, "--reset", "--no-sample");
            Assert.Equal(0, await reset.CountAsync("sample"));
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    [Fact]
    public async Task A_part_that_dies_again_and_again_comes_back_even_when_the_ready_file_cannot_be_written()
    {
        await using var stack = await EmbeddedStack.StartAsync("--no-sample");
        var id = stack.ProcessId("api");
        stack.RemoveReadyFolder();
        for (var death = 0; death < 2; death++)
        {
            Assert.NotNull(id);
            using (var api = System.Diagnostics.Process.GetProcessById(id.Value))
            {
                api.Kill();
                await api.WaitForExitAsync(TestContext.Current.CancellationToken);
            }

            await Eventually.HoldsAsync("the API answering again", () => stack.AnswersAsync("/health"), answers => answers, TimeSpan.FromSeconds(60));
            id = stack.FindChild("api", id.Value);
        }
    }

    [Fact]
    public async Task An_import_without_a_broker_says_so_within_half_a_minute()
    {
        var file = Path.GetTempFileName();
        try
        {
            await File.WriteAllTextAsync(file, "{\"Id\":\"1\"}\n", TestContext.Current.CancellationToken);
            var started = System.Diagnostics.Stopwatch.GetTimestamp();
            var import = await Cli.RunAsync("import", file, "--tenant", "contoso", "--kafka", "127.0.0.1:1");
            Assert.Equal(1, import.Code);
            Assert.Contains("127.0.0.1:1", import.Error, StringComparison.Ordinal);
            Assert.True(System.Diagnostics.Stopwatch.GetElapsedTime(started) < TimeSpan.FromSeconds(60), import.Error);
        }
        finally
        {
            File.Delete(file);
        }
    }

    [Theory]
    [InlineData("up", "--api-port", "70000")]
    [InlineData("up", "--nonsense")]
    [InlineData("frobnicate")]
    [InlineData("import")]
    public async Task Wrong_arguments_end_with_code_2_and_one_sentence(params string[] arguments)
    {
        var result = await Cli.RunAsync(arguments);

        Assert.Equal(2, result.Code);
        Assert.StartsWith("auditops: ", result.Error, StringComparison.Ordinal);
        Assert.DoesNotContain("   at ", result.Error, StringComparison.Ordinal);
    }

    private static async Task<long> StableCountAsync(EmbeddedStack stack)
    {
        long last = -1;
        return await Eventually.HoldsAsync(
            "the count standing still",
            async () =>
            {
                await Task.Delay(500);
                var now = await stack.CountAsync("sample");
                var still = now == last;
                last = now;
                return still ? now : -1;
            },
            count => count > 0);
    }
}
