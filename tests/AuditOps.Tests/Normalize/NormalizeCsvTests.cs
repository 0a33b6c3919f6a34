using System.Text;
using AuditOps.Engines.Normalize;
using AuditOps.Schemas.Contracts;
using AuditOps.Schemas.Shapes;
using Xunit;

namespace AuditOps.Tests.Normalize;

public sealed class NormalizeCsvTests
{
    private const string Office = "\uFEFFTenantId,RecordType,TimeGenerated [UTC],Operation,OrganizationId,UserType,OfficeWorkload,ResultStatus,OfficeObjectId,UserId,ClientIP,OfficeId,SourceFileName,OriginatingServer,Parameters,Type";

    [Fact]
    public void An_office_activity_row_is_the_same_event_as_its_record()
    {
        var e = Sample.Csv(Office, "workspace,SharePointFileOperation,\"2/3/2026, 4:05:06.250 PM\",FileDownloaded,T-1,Regular,OneDrive,,https://tailspin.example/b.xlsx,Ada@tailspin.example,192.0.2.6,row-1,b.xlsx,\"server\r\nsecond line\",,OfficeActivity\r\n");
        Assert.Equal((Sources.M365Activity, "row-1", "6", "t-1", "ada@tailspin.example", Outcome.Success), (e.Source, e.EventId, e.RecordType, e.OrganizationId, e.Actor.Key, e.Outcome));
        Assert.Equal("2026-02-03T16:05:06.2500000+00:00", Sample.Field(e, "time"));
        Assert.Equal("file:https://tailspin.example/b.xlsx|b.xlsx|", Sample.Field(e, "targets"));
        Assert.Equal("File activity", e.Category);
    }

    [Fact]
    public void A_quoted_json_column_is_read()
    {
        var e = Sample.Csv(Office, "workspace,ExchangeAdmin,\"2/3/2026, 4:05:06 PM\",Set-Mailbox,T-1,Admin,Exchange,TRUE,bo,ada@tailspin.example,,row-2,,,\"[{\"\"Name\"\":\"\"ForwardingSmtpAddress\"\",\"\"Value\"\":\"\"x@y.example\"\"}]\",OfficeActivity");
        Assert.Equal("ForwardingSmtpAddress:->x@y.example", Sample.Field(e, "changes"));
    }

    [Fact]
    public void A_sign_in_row_reads_its_json_columns()
    {
        var e = Sample.Csv("TimeGenerated,Id,UserPrincipalName,AppDisplayName,ResultType,IPAddress,Status,LocationDetails,DeviceDetail,Type",
            "2026-02-03 04:05:06.1,si-1,Ada@tailspin.example,Portal,50126,192.0.2.6,\"{\"\"errorCode\"\":50126,\"\"failureReason\"\":\"\"Invalid\"\"}\",\"{\"\"city\"\":\"\"Oslo\"\",\"\"countryOrRegion\"\":\"\"NO\"\"}\",\"{\"\"operatingSystem\"\":\"\"Windows\"\"}\",SigninLogs");
        Assert.Equal((Sources.EntraSignIn, Outcome.Failure, "50126", "Invalid", "NO|Oslo|", "||Windows|"), (e.Source, e.Outcome, e.ResultCode, e.ResultReason, Sample.Field(e, "geo"), Sample.Field(e, "device")));
    }

    [Fact]
    public void A_purview_row_is_its_audit_data_and_the_search_columns_are_noise()
    {
        static string Row(int result) => $"{result},2026-02-03,\"{GoldenRecords.Mailbox.Replace("\"", "\"\"", StringComparison.Ordinal)}\"";
        var first = Sample.Csv("ResultIndex,CreationDate,AuditData", Row(1));
        var again = Sample.Csv("ResultIndex,CreationDate,AuditData", Row(7));
        var plain = Sample.Normalize(GoldenRecords.Mailbox);
        Assert.Equal((WireShape.PurviewCsv, "m-1"), (first.Shape, first.EventId));
        Assert.Equal(Sample.Show(plain), Sample.Show(first));
        Assert.True(first.ContentHash.Span.SequenceEqual(again.ContentHash.Span) && first.ContentHash.Span.SequenceEqual(plain.ContentHash.Span));
    }

    [Theory]
    [InlineData("a,b\n\"open", NormalizeErrorCode.CsvMalformed)]
    [InlineData("a,b\n\"x\"y,1", NormalizeErrorCode.CsvMalformed)]
    [InlineData("a,b", NormalizeErrorCode.CsvMalformed)]
    [InlineData("one\n1", NormalizeErrorCode.CsvMalformed)]
    public void A_row_that_is_no_row_is_refused(string payload, NormalizeErrorCode code)
    {
        var envelope = Sample.Envelope(Encoding.UTF8.GetBytes(payload), RecognizedRecord.Unknown with { Shape = WireShape.LogAnalyticsCsv });
        Assert.Equal(code, Assert.Throws<NormalizeException>(() => new EventNormalizer(new NormalizeOptions()).Normalize(envelope)).Code);
    }

    [Fact]
    public void A_cut_audit_data_cell_is_not_json()
    {
        var envelope = Sample.Envelope("Id,AuditData\n1,\"{\"\"Id\"\":\"\"x\""u8.ToArray(), RecognizedRecord.Unknown with { Shape = WireShape.PurviewCsv });
        Assert.Equal(NormalizeErrorCode.NotJson, Assert.Throws<NormalizeException>(() => new EventNormalizer(new NormalizeOptions()).Normalize(envelope)).Code);
    }
}
