using NhiEvents.Contracts.Events;

namespace NhiEvents.Core.Detection;

/// <summary>Sign-ins of one identity that could not be handled now; the adapter hands them to the app's retry queue.</summary>
public sealed record FailedSignIns(IReadOnlyList<SignIn> Events, Exception Failure);
