using System.Runtime.CompilerServices;
using Xunit;

namespace AuditOps.Tests.Normalize;

/// <summary>What each invented record becomes, in a file beside this one. AUDITOPS_UPDATE_GOLDEN=1 writes it anew; read the difference before committing it.</summary>
public sealed class NormalizeGoldenTests
{
    [Fact]
    public void Every_kind_of_record_becomes_the_event_on_file()
    {
        var shown = string.Join('\n', GoldenRecords.All.Select(record => Sample.Show(Sample.Normalize(record))));
        var path = Path.Combine(Path.GetDirectoryName(Here())!, "golden-events.txt");
        if (Environment.GetEnvironmentVariable("AUDITOPS_UPDATE_GOLDEN") == "1")
            File.WriteAllText(path, shown);
        Assert.Equal(File.ReadAllText(path), shown);
    }

    private static string Here([CallerFilePath] string path = "") => path;
}
