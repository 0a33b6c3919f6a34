using AuditOps.Host.Bench;
using Xunit;

namespace AuditOps.EndToEnd.Tests;

public sealed class NormalizeOracleTests
{
    [Fact]
    public async Task The_core_fields_agree_with_the_oracle()
    {
        var score = await OracleScorer.ScoreAsync(Folder(), TestContext.Current.CancellationToken);
        Assert.True(score.Agreement >= 0.95, $"{score.Agreed} of {score.Compared}");
        foreach (var cell in score.Cells.Where(c => c.Field is "timestamp" or "source.ip" or "organization"))
            Assert.True(cell.Agreed == cell.Compared, $"{cell.Folder} {cell.Field}: {cell.Agreed} of {cell.Compared}");
        Assert.Equal(["message-trace", "microsoft-365-defender"], score.WithoutMapping.Keys);
    }

    private static string Folder()
    {
        var root = Environment.GetEnvironmentVariable("AUDITOPS_SHARED_DATA");
        for (var folder = new DirectoryInfo(AppContext.BaseDirectory); string.IsNullOrEmpty(root) && folder is not null; folder = folder.Parent)
        {
            var candidate = Path.Combine(folder.FullName, "shared", "data");
            root = Directory.Exists(candidate) ? candidate : null;
        }

        if (string.IsNullOrEmpty(root))
            Assert.Skip("data not present");
        return Path.Combine(root, "sekoia-intake-formats");
    }
}
