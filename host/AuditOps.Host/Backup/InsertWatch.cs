using System.Globalization;
using AuditOps.Host.Commands;

namespace AuditOps.Host.Backup;

/// <summary>Tells whether ClickHouse takes inserts, by its own list of running queries and its count of those begun.</summary>
internal sealed class InsertWatch : IDisposable
{
    private const string Sql = "SELECT (SELECT count() FROM system.processes WHERE query ILIKE '%INSERT%INTO%' AND query NOT ILIKE '%system.processes%'), (SELECT sum(value) FROM system.events WHERE event = 'InsertQuery') FORMAT TSV";
    private static readonly TimeSpan Look = TimeSpan.FromMilliseconds(20);

    private readonly HttpClient _http = new() { Timeout = TimeSpan.FromSeconds(5) };
    private readonly Uri _address;
    private long _begun;

    /// <param name="address">ClickHouse's HTTP interface.</param>
    /// <param name="password">Of the product's user; null where everybody may ask for the running queries.</param>
    public InsertWatch(Uri address, string? password)
    {
        _address = address;
        if (password is null) return;
        _http.DefaultRequestHeaders.Add("X-ClickHouse-User", ClickHouseCommand.ProductUser);
        _http.DefaultRequestHeaders.Add("X-ClickHouse-Key", password);
    }

    /// <summary>Waits until no insert runs.</summary>
    /// <exception cref="IOException">ClickHouse does not answer.</exception>
    public async Task<bool> RestsAsync(TimeSpan deadline, TimeProvider time, CancellationToken cancel)
    {
        var began = time.GetTimestamp();
        while (true)
        {
            var (running, begun) = await AskAsync(cancel);
            _begun = begun;
            if (running == 0) return true;
            if (time.GetElapsedTime(began) > deadline) return false;
            await Task.Delay(Look, time, cancel);
        }
    }

    /// <returns>Whether none has begun since <see cref="RestsAsync"/> said so.</returns>
    public async Task<bool> RestedAsync(CancellationToken cancel) => await AskAsync(cancel) == (0, _begun);

    public void Dispose() => _http.Dispose();

    private async Task<(long Running, long Begun)> AskAsync(CancellationToken cancel)
    {
        try
        {
            using var content = new StringContent(Sql);
            using var answer = await _http.PostAsync(_address, content, cancel);
            var text = await answer.Content.ReadAsStringAsync(cancel);
            if (!answer.IsSuccessStatusCode) throw new IOException($"ClickHouse at {_address} refuses to tell its inserts: {text}");
            var columns = text.TrimEnd().Split('\t');
            return (long.Parse(columns[0], CultureInfo.InvariantCulture), long.Parse(columns[1], CultureInfo.InvariantCulture));
        }
        catch (HttpRequestException exception)
        {
            throw new IOException($"ClickHouse at {_address} does not answer: {exception.Message}", exception);
        }
    }
}
