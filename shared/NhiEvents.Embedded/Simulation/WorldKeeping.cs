using Microsoft.AspNetCore.DataProtection;
using NhiEvents.Embedded.Tenant.Objects;

namespace NhiEvents.Embedded.Simulation;

/// <summary>How a world is kept that outlives its process: people look around in it and decide, for as long as they like.</summary>
/// <param name="Resumes">It was set up before: what was set up, and what has happened since, stays as it is.</param>
/// <param name="Keys">Encrypt the texts in its vault.</param>
/// <param name="Timings">Of its tenant.</param>
/// <param name="Logs">Of its logs.</param>
public sealed record WorldKeeping(bool Resumes, IDataProtectionProvider Keys, TenantTimings Timings, LogPace Logs);
