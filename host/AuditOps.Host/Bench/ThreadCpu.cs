using System.Globalization;

namespace AuditOps.Host.Bench;

/// <summary>CPU time of processes and of threads by name, from /proc (user + system; the kernel counts in ticks of 10 ms).</summary>
internal static class ThreadCpu
{
    private const double TicksPerSecond = 100;

    public static double OfProcess(int processId) => Read($"/proc/{processId}/stat");

    /// <summary>The sum over this process's threads whose name starts with the prefix.</summary>
    public static double OfOwnThreads(string prefix)
    {
        double sum = 0;
        foreach (var task in Directory.EnumerateDirectories("/proc/self/task"))
        {
            try
            {
                if (File.ReadAllText(Path.Combine(task, "comm")).StartsWith(prefix, StringComparison.Ordinal)) sum += Read(Path.Combine(task, "stat"));
            }
            catch (IOException)
            {
                // The thread ended between being listed and being read; it has no time left to count.
            }
        }

        return sum;
    }

    /// <summary>Resident bytes of a process: VmRSS of /proc/PID/status.</summary>
    public static long ResidentBytes(int processId)
    {
        foreach (var line in File.ReadLines($"/proc/{processId}/status"))
        {
            if (!line.StartsWith("VmRSS:", StringComparison.Ordinal)) continue;
            return long.Parse(line.AsSpan(6).Trim().TrimEnd("kB").Trim(), CultureInfo.InvariantCulture) << 10;
        }

        return 0;
    }

    private static double Read(string statFile)
    {
        var text = File.ReadAllText(statFile);
        // Field 2 is the name in brackets and may hold blanks; utime and stime are the 12th and 13th after it.
        var fields = text[(text.LastIndexOf(')') + 2)..].Split(' ');
        return (long.Parse(fields[11], CultureInfo.InvariantCulture) + long.Parse(fields[12], CultureInfo.InvariantCulture)) / TicksPerSecond;
    }
}
