using System.Net;
using System.Net.Http.Headers;
using System.Runtime.CompilerServices;
using System.Text;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;

namespace AuditOps.Warehouse.Client;

/// <summary>
/// ClickHouse over its HTTP interface (<see href="https://clickhouse.com/docs/interfaces/http"/>). Safe for several threads. Every failure is a
/// <see cref="WarehouseException"/>; cancellation by the caller stays an <see cref="OperationCanceledException"/>.
/// </summary>
public sealed class ClickHouseClient : IDisposable
{
    private static readonly KeyValuePair<string, string>[] NoSettings = [];

    /// <summary>Defaults of these moved between versions, so each insert names them. <c>docs/formats.md</c> says what each is for.</summary>
    private static readonly KeyValuePair<string, string>[] InsertSettings =
    [
        new("async_insert", "0"),
        new("deduplicate_insert", "enable"),
        new("deduplicate_blocks_in_dependent_materialized_views", "1"),
        new("max_insert_threads", "1"),
        new("throw_on_max_partitions_per_insert_block", "0"),
    ];

    private static readonly KeyValuePair<string, string>[] QuerySettings =
    [
        new("output_format_json_quote_64bit_integers", "0"),
        new("date_time_output_format", "iso"),
    ];

    private readonly WarehouseOptions options;
    private readonly HttpClient http;

    public ClickHouseClient(WarehouseOptions options)
    {
        options.Validate();
        this.options = options;
        http = WarehouseHttp.Create(options);
    }

    public WarehouseOptions Options => options;

    /// <summary>Runs a statement that answers no rows.</summary>
    /// <param name="inDatabase">False for statements that must work before the database exists.</param>
    public async Task ExecuteAsync(string sql, QueryParameters? parameters = null, bool inDatabase = true, CancellationToken cancellation = default)
    {
        using var limit = Limit(options.InsertTimeout, cancellation);
        using var request = Request(sql, parameters, NoSettings, inDatabase);
        using var response = await SendAsync(request, options.InsertTimeout, limit.Token, cancellation);
        await DrainAsync(response, options.InsertTimeout, limit.Token, cancellation);
    }

    /// <summary>
    /// Rows of a SELECT as they arrive. <paramref name="sql"/> ends without FORMAT. An error after the first rows throws from the enumeration, so a short
    /// result is never taken for a whole one.
    /// </summary>
    public async IAsyncEnumerable<T> QueryAsync<T>(string sql, QueryParameters? parameters, JsonTypeInfo<T> type, [EnumeratorCancellation] CancellationToken cancellation = default)
    {
        using var limit = Limit(options.QueryTimeout, cancellation);
        using var request = Request(sql + "\nFORMAT JSONEachRow", parameters, QuerySettings, inDatabase: true);
        using var response = await SendAsync(request, options.QueryTimeout, limit.Token, cancellation);
        var lines = new LineReader(await response.Content.ReadAsStreamAsync(limit.Token));
        while (true)
        {
            ReadOnlyMemory<byte>? line;
            try
            {
                line = await lines.ReadAsync(limit.Token);
            }
            catch (Exception e) when (e is IOException or HttpRequestException or OperationCanceledException)
            {
                if (cancellation.IsCancellationRequested) throw;
                throw Broken(e, options.QueryTimeout);
            }

            if (line is null) yield break;
            if (line.Value.Length > 0) yield return Row(line.Value, type);
        }
    }

    /// <summary>
    /// Inserts RowBinary rows in one request. A repeat of the same bytes with the same token stores nothing twice; the same token with other bytes is dropped by the
    /// server without a word, so a token must name its bytes.
    /// </summary>
    public Task InsertAsync(string table, string columns, ReadOnlyMemory<byte> body, string? deduplicationToken, CancellationToken cancellation = default) =>
        body.Length == 0 ? Task.CompletedTask : InsertAsync(table, columns, new ReadOnlyMemoryContent(body), deduplicationToken, cancellation);

    /// <summary>The same with a body that lies in several pieces.</summary>
    /// <inheritdoc cref="InsertAsync(string, string, ReadOnlyMemory{byte}, string?, CancellationToken)"/>
    public Task InsertAsync(string table, string columns, IReadOnlyList<ReadOnlyMemory<byte>> body, string? deduplicationToken, CancellationToken cancellation = default) =>
        body.Count == 0 ? Task.CompletedTask : InsertAsync(table, columns, new PiecesContent(body), deduplicationToken, cancellation);

    private async Task InsertAsync(string table, string columns, HttpContent body, string? deduplicationToken, CancellationToken cancellation)
    {
        using var limit = Limit(options.InsertTimeout, cancellation);
        var url = new StringBuilder("?query=").Append(Uri.EscapeDataString($"INSERT INTO {table} ({columns}) FORMAT RowBinary"));
        AppendParts(url, InsertSettings);
        if (deduplicationToken is not null) url.Append("&insert_deduplication_token=").Append(Uri.EscapeDataString(deduplicationToken));
        url.Append("&database=").Append(options.Database);
        using var request = new HttpRequestMessage(HttpMethod.Post, url.ToString()) { Content = body };
        request.Content.Headers.ContentType = new MediaTypeHeaderValue("application/octet-stream");
        using var response = await SendAsync(request, options.InsertTimeout, limit.Token, cancellation);
        await DrainAsync(response, options.InsertTimeout, limit.Token, cancellation);
    }

    /// <summary>True when the server answers at all.</summary>
    public async Task<bool> PingAsync(CancellationToken cancellation = default)
    {
        using var limit = Limit(options.ConnectTimeout, cancellation);
        try
        {
            using var response = await http.GetAsync("ping", limit.Token);
            return response.IsSuccessStatusCode;
        }
        catch (Exception e) when (e is HttpRequestException or OperationCanceledException && !cancellation.IsCancellationRequested)
        {
            return false;
        }
    }

    public void Dispose() => http.Dispose();

    private HttpRequestMessage Request(string sql, QueryParameters? parameters, ReadOnlySpan<KeyValuePair<string, string>> settings, bool inDatabase)
    {
        var url = new StringBuilder("?max_execution_time=").Append((long)Math.Ceiling((inDatabase ? options.QueryTimeout : options.InsertTimeout).TotalSeconds));
        AppendParts(url, settings);
        if (parameters is not null)
        {
            foreach (var (name, value) in parameters.Values) url.Append('&').Append(name).Append('=').Append(Uri.EscapeDataString(value));
        }

        if (inDatabase) url.Append("&database=").Append(options.Database);
        return new HttpRequestMessage(HttpMethod.Post, url.ToString()) { Content = new StringContent(sql, Encoding.UTF8, "text/plain") };
    }

    private static void AppendParts(StringBuilder url, ReadOnlySpan<KeyValuePair<string, string>> parts)
    {
        foreach (var (name, value) in parts) url.Append('&').Append(name).Append('=').Append(value);
    }

    private async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, TimeSpan allowed, CancellationToken limited, CancellationToken callers)
    {
        HttpResponseMessage response;
        try
        {
            response = await http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, limited);
        }
        catch (Exception e) when (e is HttpRequestException or IOException or OperationCanceledException && !callers.IsCancellationRequested)
        {
            throw Broken(e, allowed);
        }

        if (response.StatusCode == HttpStatusCode.OK) return response;
        using (response) throw await ServerErrors.ReadAsync(response, limited);
    }

    private async Task DrainAsync(HttpResponseMessage response, TimeSpan allowed, CancellationToken limited, CancellationToken callers)
    {
        try
        {
            var lines = new LineReader(await response.Content.ReadAsStreamAsync(limited));
            while (await lines.ReadAsync(limited) is { } line)
            {
                if (ServerErrors.InBody(line.Span) is { } error) throw error;
            }
        }
        catch (Exception e) when (e is HttpRequestException or IOException or OperationCanceledException && !callers.IsCancellationRequested)
        {
            throw Broken(e, allowed);
        }
    }

    private static T Row<T>(ReadOnlyMemory<byte> line, JsonTypeInfo<T> type)
    {
        if (ServerErrors.InBody(line.Span) is { } error) throw error;
        try
        {
            return JsonSerializer.Deserialize(line.Span, type) ?? throw new WarehouseException(WarehouseErrorKind.BadAnswer, "ClickHouse answered a null row.");
        }
        catch (JsonException e)
        {
            throw new WarehouseException(WarehouseErrorKind.BadAnswer, "ClickHouse answered a row that is not the expected JSON.", inner: e);
        }
    }

    private WarehouseException Broken(Exception e, TimeSpan allowed) => e is OperationCanceledException
        ? new WarehouseException(WarehouseErrorKind.Timeout, $"ClickHouse at {options.Address} did not answer within {allowed.TotalSeconds:0.#} s.", inner: e)
        : new WarehouseException(WarehouseErrorKind.Unreachable, $"ClickHouse at {options.Address} cannot be reached: {e.Message}", inner: e);

    private static CancellationTokenSource Limit(TimeSpan allowed, CancellationToken cancellation)
    {
        var source = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        source.CancelAfter(allowed);
        return source;
    }
}
