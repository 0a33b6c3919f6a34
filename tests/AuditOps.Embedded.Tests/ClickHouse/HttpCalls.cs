using System.Net;
using System.Text;

namespace AuditOps.Embedded.Tests.ClickHouse;

/// <summary>An answer with what tests look at.</summary>
internal sealed record Answer(HttpStatusCode Status, string Text, byte[] Bytes, HttpResponseMessage Message)
{
    public string? Header(string name) => Message.Headers.TryGetValues(name, out var values) || Message.Content.Headers.TryGetValues(name, out values) ? string.Join(",", values) : null;
}

internal static class HttpCalls
{
    public static async Task<Answer> SendAsync(this HttpClient client, HttpMethod method, string pathAndQuery, byte[]? body = null, params (string Name, string Value)[] headers)
    {
        using var request = new HttpRequestMessage(method, pathAndQuery);
        if (body is not null) request.Content = new ByteArrayContent(body);
        foreach (var (name, value) in headers)
        {
            if (name.StartsWith("Content-", StringComparison.OrdinalIgnoreCase)) request.Content!.Headers.TryAddWithoutValidation(name, value);
            else request.Headers.TryAddWithoutValidation(name, value);
        }

        var response = await client.SendAsync(request);
        var bytes = await response.Content.ReadAsByteArrayAsync();
        return new Answer(response.StatusCode, Encoding.UTF8.GetString(bytes), bytes, response);
    }

    /// <summary>Runs SQL as the product and insists on success.</summary>
    public static async Task<string> SqlAsync(this HttpClient client, string sql, string url = "/")
    {
        var answer = await client.SendAsync(HttpMethod.Post, url, Encoding.UTF8.GetBytes(sql));
        Assert.True(answer.Status == HttpStatusCode.OK, $"{sql}: {answer.Status} {answer.Text}");
        return answer.Text;
    }

    public static Task<Answer> InsertAsync(this HttpClient client, string insert, byte[] rows, string more = "") =>
        client.SendAsync(HttpMethod.Post, "/?query=" + Uri.EscapeDataString(insert) + more, rows);
}
