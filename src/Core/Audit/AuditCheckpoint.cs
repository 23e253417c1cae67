namespace Sallyport.Core.Audit;

/// <summary>How a chain stood at a moment, kept outside the database: whoever rewrites rows and heads alike does not reach it.</summary>
/// <param name="At">When it was written down.</param>
/// <param name="Chain">An account's id, or <see cref="AuditChain.Installation"/>.</param>
/// <param name="Position">Of the newest event then.</param>
/// <param name="Digest">Of that event.</param>
public sealed record AuditCheckpoint(DateTimeOffset At, string Chain, long Position, string Digest);
