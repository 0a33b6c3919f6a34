using System.Text.Json;
using AuditOps.Collectors.Import.Sample;
using AuditOps.Schemas.Contracts;
using AuditOps.Schemas.Shapes;
using Xunit;

namespace AuditOps.Tests.Import;

public sealed class SampleGeneratorTests
{
    private static readonly DateTimeOffset Now = new(2026, 11, 21, 6, 0, 0, TimeSpan.Zero);

    [Fact]
    public void The_sample_is_the_same_for_the_same_time() => Assert.Equal(SampleGenerator.Generate(Now), SampleGenerator.Generate(Now));

    [Fact]
    public void Every_record_is_recognised_with_an_id_of_its_own_in_the_last_three_days()
    {
        var items = Seen.InJson(SampleGenerator.Generate(Now));
        var recognized = items.ConvertAll(item => ShapeRecognizer.Recognize(item.Bytes));

        Assert.Equal(400, items.Count(item => item.IsRecord));
        Assert.Equal(400, items.Count);
        Assert.DoesNotContain(recognized, record => record.Shape == WireShape.Unknown);
        Assert.Equal(400, recognized.Select(record => record.RecordId).Distinct(StringComparer.Ordinal).Count());
        Assert.Superset(new HashSet<string> { Sources.M365Activity, Sources.EntraSignIn, Sources.EntraAudit, Sources.IntuneAudit }, recognized.Select(record => record.Source).ToHashSet(StringComparer.Ordinal));
        foreach (var item in items) Assert.InRange(TimeOf(item.Bytes), Now.AddDays(-3).AddMinutes(-10), Now);
    }

    private static DateTimeOffset TimeOf(byte[] record)
    {
        using var json = JsonDocument.Parse(record);
        foreach (var name in new[] { "CreationTime", "createdDateTime", "activityDateTime" })
        {
            if (json.RootElement.TryGetProperty(name, out var time)) return DateTimeOffset.Parse(time.GetString()!, null, System.Globalization.DateTimeStyles.AssumeUniversal);
        }

        throw new JsonException("a record without a time");
    }
}
