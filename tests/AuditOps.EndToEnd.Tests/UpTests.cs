using AuditOps.EndToEnd.Tests.Driver;

namespace AuditOps.EndToEnd.Tests;

public sealed class UpTests
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
    public async Task Two_starts_in_one_folder_are_told_apart_and_reset_empties_it()
    {
        var folder = EmbeddedStack.NewFolder();
        try
        {
            await using (var first = await EmbeddedStack.StartInAsync(folder))
            {
                var again = await Cli.RunAsync("up", "--data", Path.Combine(folder, "data"));
                Assert.Equal(2, again.Code);
                Assert.Contains("in use", again.Error, StringComparison.Ordinal);
            }

            await using var reset = await EmbeddedStack.StartInAsync(folder, "--reset", "--no-sample");
            Assert.Equal(0, await reset.CountAsync("sample"));
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
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
