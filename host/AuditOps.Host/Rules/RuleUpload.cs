using System.Net;
using System.Net.Http.Json;
using System.Text.Json;

namespace AuditOps.Host.Rules;

/// <summary>Sends rules to the API as drafts.</summary>
internal sealed class RuleUpload(Uri api, string key, string? tenant) : IDisposable
{
    private readonly HttpClient _http = new() { BaseAddress = api };

    /// <summary>Null when the rule is a draft now (or will be when the pipeline has caught up); else why not.</summary>
    public async Task<string?> SendAsync(string file, string yaml, CancellationToken cancellation)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, "/api/v1/rules")
        {
            Content = JsonContent.Create(tenant is null ? (object)new { yaml, status = "draft", note = $"imported from {file}" } : new { yaml, status = "draft", note = $"imported from {file}", tenant }),
        };
        request.Headers.Add("X-Api-Key", key);
        try
        {
            using var response = await _http.SendAsync(request, cancellation);
            if (response.IsSuccessStatusCode)
                return null;
            return response.StatusCode == HttpStatusCode.Conflict ? "a rule of this id is there already" : $"{(int)response.StatusCode} {Detail(await response.Content.ReadAsStringAsync(cancellation))}".TrimEnd();
        }
        catch (HttpRequestException bad)
        {
            throw new HostException($"The API at {api} cannot be reached: {bad.Message}", bad);
        }
    }

    public void Dispose() => _http.Dispose();

    private static string Detail(string problem)
    {
        try
        {
            using var json = JsonDocument.Parse(problem);
            return json.RootElement.TryGetProperty("detail", out var detail) ? detail.GetString() ?? "" : "";
        }
        catch (JsonException)
        {
            // Something between here and the API answered.
            return "";
        }
    }
}
