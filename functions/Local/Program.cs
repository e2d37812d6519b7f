using NhiEvents.Local;
using NhiEvents.Local.Commands;

using var signals = new StopSignals();
return await CommandLine.RunAsync(args, signals.Token);
