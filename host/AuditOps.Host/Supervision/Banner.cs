namespace AuditOps.Host.Supervision;

/// <summary>What a person sees when everything answers: where it is, and what to try next.</summary>
internal static class Banner
{
    public static void Write(TextWriter output, UpOptions options, DataFolder folder, string kafka, string clickhouse, string api, string key, TimeSpan took)
    {
        api = api.TrimEnd('/');
        clickhouse = clickhouse.TrimEnd('/');
        // A key that was given stays with whoever gave it; one that was made here has to be told.
        var shown = options.ApiKey is null ? key : "$KEY";
        output.WriteLine($"""

            AuditOps is up ({took.TotalSeconds:0.0} s).
              API         {api}   (OpenAPI: {api}/openapi/v1.json)
              Kafka       {kafka}
              ClickHouse  {clickhouse}   (user default, this machine only)
              API key     {(options.ApiKey is null ? key : "the one given with --api-key")}
              data        {folder.Path}   (logs in {Path.Combine(folder.Path, "logs")})

            Try next:
              curl -s -H 'X-Api-Key: {shown}' '{api}/api/v1/events?limit=5'
              ./auditops import audit.ndjson --tenant contoso --kafka {kafka} --wait
              curl -s '{clickhouse}/?query=SELECT+source,count()+FROM+auditops.events+GROUP+BY+source'

            Ctrl-C stops everything in order.
            """);
    }
}
