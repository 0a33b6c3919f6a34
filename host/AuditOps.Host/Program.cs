using AuditOps.Host.Commands;

return await CommandLine.RunAsync(args);
