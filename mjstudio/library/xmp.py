"""The facts of a picture as an XMP packet, which PNG, JPEG and WebP can all carry.

Other programs show Dublin Core's description and XMP's own names; everything else is in a namespace
of mjstudio's own.
"""

import re

from mjstudio.library.facts import SOFTWARE, Facts

NAMESPACE = "urn:x-mjstudio:1.0/"
"""A name rather than an address, so that nobody can ever publish something else there."""

# Characters that XML 1.0 excludes, even as character references.
_FORBIDDEN = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
_ESCAPES = {"&": "&amp;", "<": "&lt;", ">": "&gt;", '"': "&quot;", "\r": "&#13;"}
_SPECIAL = re.compile('[&<>"\r]')


def xmp_packet(facts: Facts) -> bytes:
    """Return the packet in UTF-8. Control characters, which XML cannot hold, become U+FFFD."""
    created = facts.created_at.isoformat(timespec="seconds")
    own = "".join(
        f"   <mjstudio:{name}>{_escaped(value)}</mjstudio:{name}>\n"
        for name, value in facts.own.items()
    )
    description = f'<rdf:li xml:lang="x-default">{_escaped(facts.prompt)}</rdf:li>'
    text = f"""<?xpacket begin="\ufeff" id="W5M0MpCehiHzreSzNTczkc9d"?>
<x:xmpmeta xmlns:x="adobe:ns:meta/" x:xmptk="{SOFTWARE}">
 <rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#">
  <rdf:Description rdf:about=""
    xmlns:dc="http://purl.org/dc/elements/1.1/"
    xmlns:xmp="http://ns.adobe.com/xap/1.0/"
    xmlns:mjstudio="{NAMESPACE}">
   <dc:description><rdf:Alt>{description}</rdf:Alt></dc:description>
   <xmp:CreatorTool>{SOFTWARE}</xmp:CreatorTool>
   <xmp:CreateDate>{created}</xmp:CreateDate>
{own}  </rdf:Description>
 </rdf:RDF>
</x:xmpmeta>
<?xpacket end="r"?>"""
    return text.encode()


def _escaped(text: str) -> str:
    return _SPECIAL.sub(lambda found: _ESCAPES[found[0]], _FORBIDDEN.sub("\ufffd", text))
