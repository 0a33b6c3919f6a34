using System.Text;
using AuditOps.Schemas.Contracts;
using AuditOps.Schemas.Shapes;
using Xunit;

namespace AuditOps.Tests.Normalize;

public sealed class ShapeRecognizerTests
{
    [Theory]
    [InlineData("""{"Id":"m-1","CreationTime":"2026-01-01T00:00:00","Operation":"X","RecordType":1,"OrganizationId":"ABC"}""", WireShape.ManagementActivity, Sources.M365Activity, "m-1", "abc")]
    [InlineData("""{"id":"Directory_1","activityDisplayName":"Add user","activityDateTime":"2026-01-01T00:00:00Z","initiatedBy":{}}""", WireShape.GraphDirectoryAudit, Sources.EntraAudit, "Directory_1", null)]
    [InlineData("""{"id":"s","createdDateTime":"2026-01-01T00:00:00Z","userPrincipalName":"a@b.c","ipAddress":"1.2.3.4"}""", WireShape.GraphSignIn, Sources.EntraSignIn, "s", null)]
    [InlineData("""{"id":"i","activityDateTime":"2026-01-01T00:00:00Z","activityType":"Create X","actor":{}}""", WireShape.GraphIntuneAudit, Sources.IntuneAudit, "i", null)]
    [InlineData("""{"id":"r","riskEventType":"leakedCredentials","detectedDateTime":"2026-01-01T00:00:00Z"}""", WireShape.GraphRiskDetection, Sources.EntraRisk, "r", null)]
    [InlineData("""{"time":"x","category":"SignInLogs","operationName":"Sign-in activity","tenantId":"T","properties":{"id":"e"}}""", WireShape.AzureMonitor, Sources.EntraSignIn, "e", "t")]
    [InlineData("""{"time":"x","category":"AuditLogs","operationName":"Create X","tenantId":"T","properties":{"AuditEventId":"a","ActivityResultStatus":1}}""", WireShape.AzureMonitor, Sources.IntuneAudit, "a", "t")]
    [InlineData("""{"time":"x","category":"AuditLogs","operationName":"Add","resourceId":"/tenants/TT/providers/Microsoft.aadiam","properties":{"id":"a"}}""", WireShape.AzureMonitor, Sources.EntraAudit, "a", "tt")]
    [InlineData("""{"time":"x","category":"UserRiskEvents","operationname":"R","tenantid":"T","properties":"{\"id\":\"q\"}"}""", WireShape.AzureMonitor, Sources.EntraRisk, "q", "t")]
    [InlineData("""{"time":"x","category":"Administrative","operationName":"A/b/write","resourceId":"/subscriptions/1/x"}""", WireShape.AzureMonitor, Sources.AzureActivity, null, null)]
    [InlineData("""{"eventDataId":"d","eventTimestamp":"x","operationName":{"value":"A/b"},"category":{"value":"Policy"}}""", WireShape.AzureMonitor, Sources.AzureActivity, "d", null)]
    [InlineData("""{"TimeGenerated":"x","Type":"OfficeActivity","OfficeId":"o","Operation":"Y","OrganizationId":"Z"}""", WireShape.LogAnalyticsJson, Sources.M365Activity, "o", "z")]
    [InlineData("""{"TimeGenerated":"x","Type":"SigninLogs","Id":"l","AADTenantId":"Z","OperationName":"Sign-in activity"}""", WireShape.LogAnalyticsJson, Sources.EntraSignIn, "l", "z")]
    [InlineData("""{"id":"short"}""", WireShape.Unknown, Sources.Other, null, null)]
    [InlineData("""{"id":"0123456789abcdef"}""", WireShape.Unknown, Sources.Other, "0123456789abcdef", null)]
    [InlineData("""{"Id":"first","CreationTime":"x","Operation":"X","Workload":"W","Id":"last"}""", WireShape.ManagementActivity, Sources.M365Activity, "last", null)]
    [InlineData("[1]", WireShape.Unknown, Sources.Other, null, null)]
    [InlineData("", WireShape.Unknown, Sources.Other, null, null)]
    [InlineData("{\"a\":", WireShape.Unknown, Sources.Other, null, null)]
    public void A_record_tells_its_shape_source_id_and_organisation(string json, WireShape shape, string source, string? id, string? organization)
    {
        var seen = ShapeRecognizer.Recognize(Encoding.UTF8.GetBytes(json));
        Assert.Equal(new RecognizedRecord(shape, source, id, organization, null), seen);
    }

    [Fact]
    public void Ten_thousand_levels_and_bad_utf8_are_unknown_without_an_exception()
    {
        var deep = Encoding.UTF8.GetBytes("{\"id\":" + new string('[', 10_000) + new string(']', 10_000) + "}");
        Assert.Equal(WireShape.Unknown, ShapeRecognizer.Recognize(deep).Shape);
        Assert.Equal(WireShape.Unknown, ShapeRecognizer.Recognize([(byte)'{', (byte)'"', (byte)'i', (byte)'d', (byte)'"', (byte)':', (byte)'"', 0xFF, 0xFE, (byte)'"', (byte)'}']).Shape);
    }

    [Theory]
    [InlineData("a\\u0000b")]
    [InlineData("\\n0123456789abcdef")]
    [InlineData("0123456789abcdef\\u007f")]
    [InlineData("0123456789abcdef\\u0085")]
    public void An_id_with_a_control_character_counts_as_none(string id)
    {
        Assert.Null(ShapeRecognizer.Recognize(Encoding.UTF8.GetBytes($$"""{"Id":"{{id}}","RecordType":1,"CreationTime":"2026-01-01T00:00:00","Operation":"X","Workload":"Exchange"}""")).RecordId);
        Assert.Null(ShapeRecognizer.Recognize(Encoding.UTF8.GetBytes($$"""{"Id":"{{id}}","unknown":1}""")).RecordId);
        var header = ShapeRecognizer.RecognizeHeader("Identity,CreationDate,UserIds,Operations,AuditData"u8)!;
        Assert.Null(header.Recognize(["a\u0000b", "2026-01-01", "a@b.c", "X", "{}"]).RecordId);
    }

    [Fact]
    public void A_purview_row_takes_its_id_from_the_record_inside()
    {
        var header = ShapeRecognizer.RecognizeHeader("\uFEFFRecordId,CreationDate,RecordType,Operation,UserId,AuditData\r\n"u8)!;
        Assert.Equal(WireShape.PurviewCsv, header.Shape);
        var row = header.Recognize("outer,x,1,Op,u,\"{\"\"Id\"\":\"\"inner\"\",\"\"CreationTime\"\":\"\"x\"\",\"\"Operation\"\":\"\"Op\"\",\"\"RecordType\"\":1,\"\"OrganizationId\"\":\"\"O\"\"}\""u8);
        Assert.Equal(("inner", "o"), (row.RecordId, row.OrganizationId));
        Assert.Equal("outer", header.Recognize("outer,x,1,Op,u,\"{cut off\""u8).RecordId);
    }

    [Fact]
    public void A_table_row_with_line_breaks_in_a_field_is_one_row()
    {
        var header = ShapeRecognizer.RecognizeHeader("TenantId,OfficeId,TimeGenerated [UTC],OfficeWorkload,Type\n"u8)!;
        Assert.Equal(["TenantId", "OfficeId", "TimeGenerated", "OfficeWorkload", "Type"], header.Columns);
        var row = header.Recognize("\"w\r\nx\",a,,Exchange,OfficeActivity\r\n"u8);
        Assert.Equal((WireShape.LogAnalyticsCsv, Sources.M365Activity, "a"), (row.Shape, row.Source, row.RecordId));
        Assert.Null(ShapeRecognizer.RecognizeHeader("only one column"u8));
        Assert.Null(header.Recognize("w,\"open"u8).RecordId);
    }

    [Fact]
    public void The_published_records_have_the_ids_and_shapes_they_should()
    {
        Assert.Equal(3204, Ids(WireShape.ManagementActivity, Sources.M365Activity, "invictus-o365_dataset", "ual-dev.ndjson"));
        Assert.Equal(13300, Ids(WireShape.ManagementActivity, Sources.M365Activity, "faketshirt", "dev", "office_audit.ndjson"));
        Assert.Equal(3955, Ids(WireShape.AzureMonitor, Sources.EntraSignIn, "faketshirt", "dev", "entraid_signin.ndjson"));
        Assert.Equal(1504, Ids(WireShape.AzureMonitor, Sources.EntraAudit, "faketshirt", "dev", "entraid_audit.ndjson"));
        Assert.Equal(77, Ids(WireShape.AzureMonitor, Sources.EntraRisk, "faketshirt", "dev", "entraid_risk_detection.ndjson"));
        Assert.Equal(3, Ids(WireShape.LogAnalyticsJson, Sources.EntraAudit, "otrf-security-datasets", "AADAuditEvents.json"));
        Assert.Equal(9, Ids(WireShape.ManagementActivity, Sources.M365Activity, "otrf-security-datasets", "o365spray_default.json"));
        Assert.Equal(2, Ids(WireShape.GraphDirectoryAudit, Sources.EntraAudit, "microsoft-docs", "graph-directoryaudits-list-response-sample.json"));
        Assert.Equal(1, Ids(WireShape.GraphIntuneAudit, Sources.IntuneAudit, "microsoft-docs", "graph-intune-auditevents-list-response-sample.json"));
        Assert.Equal(1, Ids(WireShape.GraphSignIn, Sources.EntraSignIn, "microsoft-docs", "graph-signin-list-response-sample.json"));
        Assert.Equal(3, Ids(WireShape.ManagementActivity, Sources.M365Activity, "microsoft-docs", "o365-management-activity-blob-sample.json"));
        Assert.Equal(4, Ids(WireShape.GraphDirectoryAudit, Sources.EntraAudit, "tenzir-library", "inputs", "directory-audits.ndjson"));
        Assert.Equal(2, Ids(WireShape.GraphRiskDetection, Sources.EntraRisk, "tenzir-library", "inputs", "risk-detections.ndjson"));
        Assert.Equal(1, Ids(WireShape.GraphSignIn, Sources.EntraSignIn, "tenzir-library", "inputs", "sign-ins.ndjson"));
    }

    private static int Ids(WireShape shape, string source, params string[] path)
    {
        var ids = new HashSet<string>(StringComparer.Ordinal);
        foreach (var record in SharedData.Records(path))
        {
            var seen = ShapeRecognizer.Recognize(record);
            Assert.True(seen.Shape == shape && seen.Source == source, $"{string.Join('/', path)}: {seen}");
            Assert.NotNull(seen.RecordId);
            ids.Add(seen.RecordId);
        }

        return ids.Count;
    }
}
