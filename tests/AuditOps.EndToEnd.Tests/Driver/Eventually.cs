using System.Diagnostics;

namespace AuditOps.EndToEnd.Tests.Driver;

internal static class Eventually
{
    /// <summary>Waits until the condition holds; fails with the last value seen when the deadline passes.</summary>
    public static async Task<T> HoldsAsync<T>(string what, Func<Task<T>> probe, Func<T, bool> condition, TimeSpan? deadline = null, TimeSpan? pause = null)
    {
        var until = deadline ?? TimeSpan.FromSeconds(60);
        var watch = Stopwatch.StartNew();
        string last;
        do
        {
            try
            {
                var value = await probe();
                if (condition(value)) return value;
                last = $"last value: {value}";
            }
            catch (Exception exception) when (exception is HttpRequestException or IOException or System.Text.Json.JsonException)
            {
                last = $"last error: {exception.Message}";
            }

            await Task.Delay(pause ?? TimeSpan.FromMilliseconds(100));
        }
        while (watch.Elapsed < until);

        throw new TimeoutException($"{what} did not hold within {until.TotalSeconds:0} s; {last}");
    }
}
