-- Evidence links, margin marks and tables, as each kind of document can show them.
--   html   numbers stay links to their entry in the evidence annex
--   docx   numbers are plain, followed by a small reference that leads to the annex; a mark becomes a Word comment
--   typst  the same, a mark becomes a note in the margin

-- Attributes are lists of pairs: a Lua table has no order, and the same input has to give the same bytes.

local is_html = FORMAT:match("html") ~= nil
local is_typst = FORMAT:match("typst") ~= nil
local is_docx = FORMAT:match("docx") ~= nil

-- In print a number leads to its entry in the annex; its reference number stands beside it where it is given.
local function reference(link)
  local inner = pandoc.Link({ pandoc.Str(link.attributes.ref) }, link.target)
  return pandoc.Span({ pandoc.Superscript({ inner }) }, pandoc.Attr("", { "evidence-reference" }))
end

function Link(link)
  if not link.classes:includes("ev") or is_html then
    link.attributes.ref = nil
    return link
  end
  local inlines = pandoc.List({})
  if is_typst then
    inlines:insert(pandoc.RawInline("typst", '#ev("' .. link.target .. '")['))
    inlines:extend(link.content)
    inlines:insert(pandoc.RawInline("typst", "]"))
    if link.attributes.ref then
      inlines:insert(pandoc.RawInline("typst", '#evref("' .. link.target .. '", "' .. link.attributes.ref .. '")'))
    end
    return inlines
  end
  inlines:extend(link.content)
  if link.attributes.ref then
    inlines:insert(reference(link))
  end
  return inlines
end

function Span(span)
  if not span.classes:includes("mark") then
    return nil
  end
  local text = pandoc.utils.stringify(span)
  if is_html then
    span.attributes["role"] = "note"
    return span
  elseif is_docx then
    local id = tostring(pandoc.utils.sha1(text)):sub(1, 6)
    local start = pandoc.Span({ pandoc.Str(text) }, pandoc.Attr("", { "comment-start" },
      { { "id", id }, { "author", "pipeline" }, { "date", "2022-01-01T00:00:00Z" } }))
    local stop = pandoc.Span({}, pandoc.Attr("", { "comment-end" }, { { "id", id } }))
    return { start, pandoc.Span({ pandoc.Str("▲") }), stop }
  elseif is_typst then
    return { pandoc.RawInline("typst", "#margin-mark["), pandoc.Str(text), pandoc.RawInline("typst", "]") }
  end
end

-- Blocks whose class is a style of the Word and PDF templates.
local styles = {
  attribution = "Attribution", translation = "Translation", note = "Table Note", subtitle = "Subtitle",
  entry = "Evidence Entry", grounds = "Grounds", answer = "Answer",
}

local typst_blocks = { attribution = true, translation = true, note = true, entry = true, grounds = true, answer = true }

-- The list of records or turns behind an entry: folded away in the HTML, left to `trace` elsewhere.
local function behind(div)
  if not is_html then
    return {}
  end
  local blocks = pandoc.List({ pandoc.RawBlock("html", "<details><summary>" .. div.attributes.title .. "</summary>") })
  blocks:extend(div.content)
  blocks:insert(pandoc.RawBlock("html", "</details>"))
  return blocks
end

function Div(div)
  if div.classes:includes("behind") then
    return behind(div)
  end
  for _, class in ipairs(div.classes) do
    if is_docx and styles[class] then
      div.attributes["custom-style"] = styles[class]
      return div
    end
    if is_typst and typst_blocks[class] then
      local blocks = pandoc.List({ pandoc.RawBlock("typst", "#" .. class .. "[") })
      blocks:extend(div.content)
      blocks:insert(pandoc.RawBlock("typst", "]" .. (div.identifier ~= "" and " <" .. div.identifier .. ">" or "")))
      return blocks
    end
    if is_typst and class == "quotation" then
      local lang = (div.attributes["lang"] or "en"):sub(1, 2)
      local blocks = pandoc.List({ pandoc.RawBlock("typst", "#quotation(\"" .. lang .. "\")[") })
      for _, block in ipairs(div.content) do
        blocks:extend(block.t == "BlockQuote" and block.content or { block })
      end
      blocks:insert(pandoc.RawBlock("typst", "]"))
      return blocks
    end
  end
end

-- Typst's writer leaves out alternative texts, which an accessible PDF needs.
-- In the HTML the picture scrolls by itself on a narrow screen, so that its caption stays in view.
function Figure(figure)
  if is_html then
    local label = pandoc.utils.stringify(figure.caption.long)
    local attributes = { { "role", "group" }, { "tabindex", "0" }, { "aria-label", label } }
    figure.content = { pandoc.Div(figure.content, pandoc.Attr("", { "picture" }, attributes)) }
    return figure
  elseif not is_typst then
    return nil
  end
  local image = nil
  figure:walk({ Image = function(found) image = found end })
  if image == nil then
    return nil
  end
  local alt = (image.attributes.alt or pandoc.utils.stringify(image.caption)):gsub('[\\"]', "'")
  local blocks = pandoc.List({ pandoc.RawBlock("typst",
    '#figure(kind: image, placement: auto, drawing("' .. image.src .. '", "' .. alt .. '"), caption: [') })
  blocks:extend(figure.caption.long)
  blocks:insert(pandoc.RawBlock("typst", "]) <" .. figure.identifier .. ">"))
  return blocks
end

-- A paragraph stays on the page of the line of grounds that follows it; the grounds of a headline (a bold paragraph), on
-- that of the text which follows them.
local function kept_together(blocks)
  local found = pandoc.List({})
  for at, block in ipairs(blocks) do
    local following = blocks[at + 1]
    local grounds = following ~= nil and (
      (following.t == "Div" and following.classes:includes("grounds"))
      or (following.t == "RawBlock" and following.text == "#grounds["))
    local headline = grounds and block.t == "Para" and #block.content > 0 and block.content[1].t == "Strong"
    if grounds and is_typst and block.t == "Para" then
      found:insert(pandoc.RawBlock("typst", headline and "#headline[" or "#before["))
      found:insert(block)
      found:insert(pandoc.RawBlock("typst", "]"))
      if headline and following.t == "RawBlock" then
        following.text = "#grounds-before["
      end
    elseif headline then
      found:insert(pandoc.Div({ block }, pandoc.Attr("", {}, { { "custom-style", "Headline" } })))
    elseif is_docx and block.t == "Para" and at > 1 and blocks[at - 1].t == "Table" then
      found:insert(pandoc.Div({ block }, pandoc.Attr("", {}, { { "custom-style", "After Table" } })))
    else
      found:insert(block)
    end
  end
  return found
end

-- Only where it is of use: handing over every list of blocks of the annex takes a fifth of a second.
if is_typst or is_docx then
  Blocks = kept_together
end

-- A brief in Word has no cover: kind and date, title and notice stand over its text, which needs no first heading.
local function without_cover(doc)
  if not doc.meta["over-title"] then
    return nil
  end
  local blocks = pandoc.List({})
  for _, line in ipairs({ { "over-series", "Series" }, { "over-title", "Brief Title" }, { "over-notice", "Table Note" } }) do
    local text = doc.meta[line[1]]
    if text then
      local style = pandoc.Attr("", {}, { { "custom-style", line[2] } })
      blocks:insert(pandoc.Div({ pandoc.Para({ pandoc.Str(pandoc.utils.stringify(text)) }) }, style))
    end
  end
  for _, block in ipairs(doc.blocks) do
    if not (block.t == "Header" and block.level == 1) then
      blocks:insert(block)
    end
  end
  return pandoc.Pandoc(blocks, doc.meta)
end

if is_docx then
  Pandoc = without_cover
end

local SHORT = 12 -- rows of a table that is kept on one page

local function rows_of(tbl)
  local count = 0
  for _, body in ipairs(tbl.bodies) do
    count = count + #body.body
  end
  return count
end

function Table(tbl)
  if is_typst then
    -- The writer centres tables, and columns without an alignment of their own would be centred with them.
    for _, column in ipairs(tbl.colspecs) do
      if column[1] == "AlignDefault" then
        column[1] = "AlignLeft"
      end
    end
    if rows_of(tbl) <= SHORT then
      return { pandoc.RawBlock("typst", "#kept["), tbl, pandoc.RawBlock("typst", "]") }
    end
    return tbl
  elseif not is_html then
    return nil
  end
  local label = pandoc.utils.stringify(tbl.caption.long)
  local attributes = { { "role", "region" }, { "tabindex", "0" }, { "aria-label", label ~= "" and label or "table" } }
  return pandoc.Div({ tbl }, pandoc.Attr("", { "table" }, attributes))
end
