using AuditOps.Embedded.ClickHouse.Engine;
using Microsoft.AspNetCore.Http;

namespace AuditOps.Embedded.ClickHouse.Http;

/// <summary>A request's body, decompressed, counted and limited.</summary>
internal sealed class RequestBody : IAsyncDisposable
{
    private readonly Stream plain;
    private readonly CompressedBody? packed;
    private readonly long limit;
    private readonly BodyBudget budget;
    private long taken;

    public RequestBody(HttpRequest request, long limit, BodyBudget budget)
    {
        this.limit = limit;
        this.budget = budget;
        if (request.ContentLength > limit) throw TooLarge();
        plain = request.Body;
        packed = request.Headers.ContentEncoding.ToString() switch
        {
            "" or "identity" => null,
            "gzip" or "x-gzip" => CompressedBody.Gzip(request.Body),
            "deflate" => CompressedBody.Deflate(request.Body),
            _ => throw new UnsupportedEncodingException(),
        };
    }

    public async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellation)
    {
        try
        {
            var read = packed is null ? await plain.ReadAsync(buffer, cancellation) : await packed.ReadAsync(buffer, cancellation);
            taken += read;
            if (taken > limit) throw TooLarge();
            if (!budget.Take(read)) throw new QueryException(ErrorCodes.TooManySimultaneousQueries, "The bodies of all running requests together are too large", "TOO_MANY_SIMULTANEOUS_QUERIES");
            return read;
        }
        catch (InvalidDataException e)
        {
            throw new QueryException(ErrorCodes.IncorrectData, "The compressed body is damaged: " + e.Message, "INCORRECT_DATA");
        }
    }

    public async ValueTask DisposeAsync()
    {
        budget.Give(taken);
        if (packed is not null) await packed.DisposeAsync();
    }

    private QueryException TooLarge() => new(ErrorCodes.QueryIsTooLarge, $"The body is larger than {limit} bytes", "QUERY_IS_TOO_LARGE");
}
