namespace NhiEvents.Embedded.Tenant.Records;

/// <summary>One log record as Entra or Azure would write it.</summary>
/// <param name="Category">Such as <c>SignInLogs</c>, <c>AuditLogs</c>, <c>Administrative</c>.</param>
/// <param name="At">When it happened.</param>
/// <param name="Body">UTF-8 JSON: one element of <c>records</c>. Valid during the call only.</param>
public readonly record struct EmittedRecord(string Category, DateTimeOffset At, ReadOnlyMemory<byte> Body);
