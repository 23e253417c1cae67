namespace Sallyport.Core.IsProxy;

/// <summary>What a connection wants to be told beside the answer: <c>ENABLE reason</c>, <c>ENABLE premium</c>.</summary>
[Flags]
public enum ReplyFields
{
    None = 0,
    Reason = 1,
    Premium = 2,
}
