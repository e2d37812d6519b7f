namespace NhiEvents.Core.Events;

/// <summary>A row of a user that shows no automation.</summary>
/// <param name="Length">Bytes of the row.</param>
public readonly record struct PlainRow(int Length, string TenantId, string IdentityId, DateTimeOffset At);
