namespace AuditOps.Tests.Collect;

internal sealed record FakeRecord(DateTimeOffset Time, string Json)
{
    public static FakeRecord Audit(string id, DateTimeOffset time) =>
        new(time, $$$"""{"id":"{{{id}}}","category":"UserManagement","activityDisplayName":"Add user","activityDateTime":"{{{time.UtcDateTime:yyyy-MM-dd'T'HH:mm:ss.fffffff'Z'}}}","initiatedBy":{"user":{"userPrincipalName":"a@b.c"}},"targetResources":[]}""");
}
