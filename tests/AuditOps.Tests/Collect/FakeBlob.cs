namespace AuditOps.Tests.Collect;

internal sealed record FakeBlob(string Id, DateTimeOffset Created, string Body)
{
    public static FakeBlob Of(string id, DateTimeOffset created, params string[] records) => new(id, created, "[" + string.Join(",\n ", records.Select(record => Record(record, created))) + "]");

    public static string Record(string id, DateTimeOffset at) =>
        $$"""{"Id":"{{id}}","RecordType":4,"CreationTime":"{{at.UtcDateTime.AddHours(-1):yyyy-MM-dd'T'HH:mm:ss}}","Operation":"FileAccessed","OrganizationId":"11111111-2222-3333-4444-555555555555","UserType":0,"Workload":"SharePoint","UserId":"a@b.c"}""";
}
