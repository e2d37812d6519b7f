namespace NhiEvents.Core;

/// <summary>Events, such as all of one identity, that could not be handled now; the adapter hands them to the app's retry queue.</summary>
public sealed record FailedEvents<T>(IReadOnlyList<T> Events, Exception Failure);
