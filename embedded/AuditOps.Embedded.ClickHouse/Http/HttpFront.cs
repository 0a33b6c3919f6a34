using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using AuditOps.Embedded.ClickHouse.Engine;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.Extensions.Logging;

namespace AuditOps.Embedded.ClickHouse.Http;

/// <summary>The HTTP application: paths, authentication, errors (ClickHouse docs: "HTTP Interface").</summary>
internal sealed class HttpFront(Authenticator authenticator, QueryHandler queries, RequestGate gate, ILogger log, CancellationToken shutdown) : IHttpApplication<HttpContext>
{
    public HttpContext CreateContext(IFeatureCollection contextFeatures) => new DefaultHttpContext(contextFeatures);

    public void DisposeContext(HttpContext context, Exception? exception)
    {
        // Nothing is held by the context.
    }

    public async Task ProcessRequestAsync(HttpContext context)
    {
        if (!gate.TryEnter())
        {
            context.Response.Headers.Connection = "close";
            await AnswerAsync(context, new QueryException(ErrorCodes.Aborted, "The server is shutting down", "ABORTED"), 503);
            return;
        }

        try
        {
            await RouteAsync(context);
        }
        finally
        {
            gate.Leave();
        }
    }

    private async Task RouteAsync(HttpContext context)
    {
        var request = context.Request;
        context.Response.Headers["X-ClickHouse-Server-Display-Name"] = "auditops";
        context.Response.Headers["X-ClickHouse-Timezone"] = "Etc/UTC";
        var path = request.Path.Value ?? "/";
        var reads = HttpMethods.IsGet(request.Method) || HttpMethods.IsHead(request.Method);
        if (path is "/ping" or "/replicas_status" && reads) await TextAsync(context, 200, "Ok.\n");
        else if (path is not ("/" or "/query")) await TextAsync(context, 404, $"There is no handle {path}\n\nUse / or /ping for health checks.\nSend queries from your program with POST method or GET /?query=...\n");
        else if (!reads && !HttpMethods.IsPost(request.Method)) await TextAsync(context, 405, "Use GET or POST.\n");
        else if (reads && !request.QueryString.HasValue) await TextAsync(context, 200, "Ok.\n");
        else await QueryAsync(context);
    }

    private async Task QueryAsync(HttpContext context)
    {
        var id = new Guid(RandomNumberGenerator.GetBytes(16)).ToString();
        var user = "";
        ResponseWriter? writer = null;
        using var ended = CancellationTokenSource.CreateLinkedTokenSource(context.RequestAborted, shutdown);
        try
        {
            var who = authenticator.Authenticate(context.Request);
            user = who.Name;
            var query = QueryRequest.Read(context.Request, id);
            id = query.QueryId;
            context.Response.Headers["X-ClickHouse-Query-Id"] = id;
            await queries.HandleAsync(context, who, query, started => writer = started, ended.Token);
        }
        catch (QueryException e)
        {
            Log.QueryFailed(log, id, user, e.Code);
            if (context.RequestAborted.IsCancellationRequested) return;
            if (writer is { Started: true }) await CutAsync(context, writer, e);
            else await AnswerAsync(context, e, ErrorStatus.Of(e.Code));
        }
        catch (UnsupportedEncodingException e)
        {
            context.Response.Headers["X-ClickHouse-Exception-Code"] = "48";
            await TextAsync(context, 415, e.Message + "\n");
        }
        catch (BadHttpRequestException e)
        {
            context.Response.Headers.Connection = "close";
            await AnswerAsync(context, new QueryException(ErrorCodes.IncorrectData, "The request could not be read: " + e.Message, "INCORRECT_DATA"), e.StatusCode);
        }
        catch (OverflowException)
        {
            // The web server's chunked reader computes the length of a chunk checked.
            context.Response.Headers.Connection = "close";
            await AnswerAsync(context, new QueryException(ErrorCodes.IncorrectData, "The request could not be read: the length of a chunk is too large", "INCORRECT_DATA"), 400);
        }
        catch (OperationCanceledException)
        {
            Log.ClientGone(log, id);
            context.Abort();
        }
        catch (Exception e) when (e is IOException && context.RequestAborted.IsCancellationRequested)
        {
            Log.ClientGone(log, id);
        }
        catch (Exception e)
        {
            // The request's edge: one broken request must not end the server, and its sender must hear of it.
            Log.RequestFailed(log, e, id);
            var failure = new QueryException(ErrorCodes.LogicalError, "Internal error; see the server's log", "LOGICAL_ERROR");
            if (context.Response.HasStarted) context.Abort();
            else await AnswerAsync(context, failure, 500);
        }
    }

    private async Task CutAsync(HttpContext context, ResponseWriter writer, QueryException failure)
    {
        try
        {
            await writer.FailAsync(failure, context.RequestAborted);
        }
        catch (Exception e) when (e is OperationCanceledException or IOException)
        {
            Log.ClientGone(log, "");
            context.Abort();
            return;
        }

        // Kestrel then closes the connection without the last chunk, but only after what is written has been sent; an abort
        // here would throw the text away. The server logs this exception, so it has nothing of the query in it.
        throw new EmbeddedClickHouseException(ClickHouseFault.Query, "A query failed after its first rows; its answer was cut.");
    }

    private static Task AnswerAsync(HttpContext context, QueryException failure, int status)
    {
        context.Response.Headers["X-ClickHouse-Exception-Code"] = failure.Code.ToString(CultureInfo.InvariantCulture);
        if (status == 401) context.Response.Headers.WWWAuthenticate = "Basic realm=\"ClickHouse server HTTP API\"";
        return TextAsync(context, status, failure.Message + "\n");
    }

    private static async Task TextAsync(HttpContext context, int status, string text)
    {
        var bytes = Encoding.UTF8.GetBytes(text);
        context.Response.StatusCode = status;
        context.Response.ContentType = "text/plain; charset=UTF-8";
        context.Response.ContentLength = bytes.Length;
        if (!HttpMethods.IsHead(context.Request.Method)) await context.Response.Body.WriteAsync(bytes);
    }
}
